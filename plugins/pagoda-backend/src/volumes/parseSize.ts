import { parseQuantity } from '@pagoda/plugin-pagoda-common';
import { invalidInput } from '../http/errors';

/**
 * The bytes of a volume's size, such as `10Gi`.
 *
 * @param field - where it stands in the request
 * @throws ApiError 400 where it is nothing, in thousandths, or beyond what a number holds exactly.
 */
export function parseSize(size: string, field: string = 'size'): number {
  const bytes = size.endsWith('m') ? 0 : Math.ceil(parseQuantity(size));
  if (bytes < 1 || !Number.isSafeInteger(bytes)) {
    throw invalidInput([
      {
        field,
        message: `'${size}' is no size of a volume; write bytes from 1 to 8Pi, such as 10Gi`,
      },
    ]);
  }
  return bytes;
}
