/** Viridis, the same to all eyes and in grey: dark for little, light for much. */
const STOPS: [number, number, number][] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
];

/** A colour of the scale, with ink that can be read on it. */
export interface ScaleColor {
  background: string;
  ink: string;
}

/** The colour of a value between `min` and `max`; in the middle where both are the same. */
export function scaleColor(
  value: number,
  range: { min: number; max: number },
): ScaleColor {
  const width = range.max - range.min;
  const share = width === 0 ? 0.5 : (value - range.min) / width;
  const place = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const below = STOPS[Math.floor(place)];
  const above = STOPS[Math.ceil(place)];
  const rest = place - Math.floor(place);
  const [r, g, b] = below.map((part, i) =>
    Math.round(part + (above[i] - part) * rest),
  );
  // Relative luminance, roughly: black ink has the better contrast above a fifth of it.
  const luminance =
    0.2126 * (r / 255) ** 2.2 +
    0.7152 * (g / 255) ** 2.2 +
    0.0722 * (b / 255) ** 2.2;
  return {
    background: `rgb(${r}, ${g}, ${b})`,
    ink: luminance > 0.18 ? '#000' : '#fff',
  };
}

/** The whole scale from little to much, for a legend. */
export const SCALE_GRADIENT = `linear-gradient(to right, ${STOPS.map(
  ([r, g, b]) => `rgb(${r}, ${g}, ${b})`,
).join(', ')})`;
