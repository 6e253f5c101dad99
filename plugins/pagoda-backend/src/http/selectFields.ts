/**
 * Keeps of each item what `fields` names: comma-separated paths such as `id,status.phase`.
 */
export function selectFields(
  items: Record<string, unknown>[],
  fields: string,
): Record<string, unknown>[] {
  const paths = fields.split(',').map(path => path.split('.'));
  return items.map(item => {
    const kept: Record<string, unknown> = {};
    for (const path of paths) {
      copy(item, kept, path);
    }
    return kept;
  });
}

function copy(
  from: Record<string, unknown>,
  to: Record<string, unknown>,
  [key, ...rest]: string[],
): void {
  if (!Object.hasOwn(from, key)) {
    return;
  }
  const value = from[key];
  if (rest.length === 0 || !value || typeof value !== 'object') {
    to[key] = value;
    return;
  }
  const child = Object.hasOwn(to, key)
    ? (to[key] as Record<string, unknown>)
    : {};
  to[key] = child;
  copy(value as Record<string, unknown>, child, rest);
}
