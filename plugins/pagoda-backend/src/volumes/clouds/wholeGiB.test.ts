import { parseSize } from '../parseSize';
import { wholeGiB } from './wholeGiB';

describe('wholeGiB', () => {
  it.each(['1Gi', '10240Mi', '2Ti'])('keeps %s as it is written', size => {
    const sizeBytes = parseSize(size);
    expect(wholeGiB(size, sizeBytes)).toEqual({ size, sizeBytes });
  });

  it.each([
    ['1', '1Gi'],
    ['10G', '10Gi'],
    ['1025Mi', '2Gi'],
    ['1T', '932Gi'],
  ])('rounds %s up to %s, and says so', (asked, size) => {
    const rounded = wholeGiB(asked, parseSize(asked));
    expect(rounded).toMatchObject({
      ...{ size, sizeBytes: parseSize(size) },
      rounded: {
        ...{ type: 'SizeRounded', status: 'True' },
        message: expect.stringMatching(
          new RegExp(`^${asked} were asked for.*${size}`),
        ),
      },
    });
  });
});
