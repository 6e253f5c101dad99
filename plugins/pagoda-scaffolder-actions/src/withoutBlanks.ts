/**
 * The input without what a form leaves blank: undefined, null and empty text. Of nested values only `resources` and `quota`
 * are treated so, since an empty text may mean something in the parameters of a run.
 */
export function withoutBlanks<T extends object>(input: T): T {
  return Object.fromEntries(
    Object.entries(input)
      .map(([key, value]) => [
        key,
        (key === 'resources' || key === 'quota') && value
          ? withoutBlanks(value)
          : value,
      ])
      .filter(([, value]) => value !== undefined && value !== null)
      .filter(([, value]) => value !== ''),
  ) as T;
}
