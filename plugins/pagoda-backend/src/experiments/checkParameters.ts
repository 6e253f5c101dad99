import type { Parameters } from '@pagoda/plugin-pagoda-common';
import { invalidInput } from '../http/errors';

/** Names become variables of the environment: `PAGODA_PARAM_<NAME>`. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,62}$/;

/** All parameters of one run as JSON, in bytes. More belongs into a volume. */
const SIZE_LIMIT = 64 * 1024;

/**
 * What holds for parameters whatever their schema says.
 *
 * @param field - where they stand in the request
 * @throws ApiError 400.
 */
export function checkParameters(parameters: Parameters, field: string): void {
  const bad = Object.keys(parameters).find(name => !NAME.test(name));
  if (bad !== undefined) {
    throw invalidInput([
      {
        field: `${field}.${bad}`,
        message:
          'is not a name for a parameter; use letters, digits, -, _ and ., a letter first',
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
