/**
 * A text as a string of PromQL, quotes included: whatever is in it, it stays one string.
 * See prometheus.io/docs/prometheus/latest/querying/basics, "String literals": the escapes are those of Go.
 *
 * @throws RangeError of what no label value is: text with half of a surrogate pair, which UTF-8 cannot say
 */
export function quoteLabelValue(text: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw new RangeError('A label value is text in UTF-8');
  }
  const escaped = text.replace(
    // eslint-disable-next-line no-control-regex
    /[\\"\u0000-\u001f\u007f]/g,
    character =>
      character === '\\' || character === '"'
        ? `\\${character}`
        : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${escaped}"`;
}

/**
 * A text as a part of a regular expression that matches just this text; it is to be quoted after that. The syntax is RE2's,
 * and Prometheus anchors expressions at both ends.
 */
export function escapeRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
