/** `PAGODA_PARAM_<NAME>` for each parameter; what is no string, number or boolean as JSON. */
export function parameterEnvironment(
  parameters: Record<string, unknown>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      `PAGODA_PARAM_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
}
