import { formatBytes, formatDuration, parseQuantity } from './quantity';

describe('quantity', () => {
  it.each([
    ['500m', 0.5],
    ['2', 2],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['10k', 10000],
  ])('reads %s as %d', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it.each(['', '-1', '1 Gi', '5gb', 'Mi'])('refuses %p', text => {
    expect(() => parseQuantity(text)).toThrow('is not a quantity');
  });

  it('writes sizes in binary units and durations as people say them', () => {
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(1536)).toBe('1.5 KiB');
    expect(formatBytes(512 * 2 ** 20)).toBe('512 MiB');
    expect(formatDuration(1234)).toBe('1.2s');
    expect(formatDuration(520_000)).toBe('8m40s');
    expect(formatDuration(3_720_000)).toBe('1h02m');
    expect(formatDuration(273_600_000)).toBe('3d04h');
  });
});
