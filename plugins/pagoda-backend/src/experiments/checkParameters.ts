import type { Parameters } from '@pagoda/plugin-pagoda-common';
import { invalidInput } from '../http/errors';

/** What {@link isParameterName} wants, for people. */
export const PARAMETER_NAME_RULE =
  'is not a name for a parameter; use letters, digits, - and _, a letter first';

/** All parameters of one run as JSON, in bytes. More belongs into a volume. */
const SIZE_LIMIT = 64 * 1024;

/** Whether it can be the name of a parameter: it becomes a variable of the environment, `PAGODA_PARAM_<NAME>`. */
export function isParameterName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(name);
}

/**
 * What holds for parameters whatever their schema says.
 *
 * @param field - where they stand in the request
 * @throws ApiError 400.
 */
export function checkParameters(parameters: Parameters, field: string): void {
  const bad = Object.keys(parameters).find(name => !isParameterName(name));
  if (bad !== undefined) {
    throw invalidInput([
      {
        field: `${field}.${bad}`,
        message: PARAMETER_NAME_RULE,
      },
    ]);
  }
  const size = Buffer.byteLength(JSON.stringify(parameters));
  if (size > SIZE_LIMIT) {
    throw invalidInput(
      [
        {
          field,
          message: `are ${size} bytes of JSON; at most ${SIZE_LIMIT} fit`,
        },
      ],
      'Put data into a volume and pass its path.',
    );
  }
}
