import { quoteLabelValue } from '../../clients/prometheus/quoteLabelValue';

/** Label, operator and value, which is plain text that nobody has escaped; of `=~` and `!~` a regular expression of RE2. */
export type Matcher = readonly [
  label: string,
  operator: '=' | '!=' | '=~' | '!~',
  value: string,
];

/** A selector of PromQL. This is the one place where values become part of a query. */
export function select(metric: string, matchers: readonly Matcher[]): string {
  const parts = matchers.map(
    ([label, operator, value]) =>
      `${label}${operator}${quoteLabelValue(value)}`,
  );
  return `${metric}{${parts.join(',')}}`;
}
