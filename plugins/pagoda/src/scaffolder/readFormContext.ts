/**
 * The text in another field of the form, of this step or an earlier one.
 *
 * @param formContext - as the scaffolder passes it to a field
 * @param name - of the other field; without one there is nothing to read
 */
export function readText(
  formContext: unknown,
  name: string | undefined,
): string | undefined {
  const value = readField(formContext, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The names of what an object in another field of the form holds. */
export function readNames(
  formContext: unknown,
  name: string | undefined,
): string[] {
  const value = readField(formContext, name);
  return isObject(value) ? Object.keys(value) : [];
}

function readField(formContext: unknown, name: string | undefined): unknown {
  if (name === undefined || !isObject(formContext)) {
    return undefined;
  }
  const { formData } = formContext;
  return isObject(formData) && Object.hasOwn(formData, name)
    ? formData[name]
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
