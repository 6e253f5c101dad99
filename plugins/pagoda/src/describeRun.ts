import type { Run } from '@pagoda/plugin-pagoda-common';

/** What people call a run: `montecarlo-pi #215`. */
export function runTitle(run: Pick<Run, 'experiment' | 'number'>): string {
  return `${run.experiment ?? 'Inline run'} #${run.number}`;
}

/** A value of a parameter as one short text. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  return JSON.stringify(value) ?? String(value);
}

/** Parameters in one line, `samples=200000, seed=1`, cut where it gets long. */
export function summarizeParameters(
  parameters: Record<string, unknown>,
  maxLength = 120,
): string {
  const text = Object.entries(parameters)
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join(', ');
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}

/** `user:default/researcher` as `researcher`. */
export function formatEntityRef(ref: string): string {
  return ref.replace(/^[^/]*\//, '');
}

/** A number as a headline: five digits tell enough. */
export function formatHeadline(value: number): string {
  return formatNumber(
    Number.isInteger(value) ? value : Number(value.toPrecision(5)),
  );
}

/** A number as a table shows it: enough digits to tell neighbours apart, no more. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return String(value);
  }
  if (Number.isInteger(value) && Math.abs(value) < 1e15) {
    return value.toLocaleString('en');
  }
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e9)
    ? value.toExponential(4)
    : String(Number(value.toPrecision(7)));
}
