import type { Parameters, SweepSubmit } from '@pagoda/plugin-pagoda-common';
import { invalidInput } from '../http/errors';

/** The points of a sweep. */
export interface SweepPoints {
  /** The parameters of each point, in order. */
  points: Parameters[];
  /** Names of the parameters that vary. */
  names: string[];
  /** Where a parameter of a point stands in the request, such as `matrix.samples` or `list.3.samples`. */
  fieldOf: (point: number, name: string) => string;
}

/** Points that one sweep may have. */
export const MAX_POINTS = 10_000;

/**
 * Turns `matrix`, `zip` or `list` into points; values of `parameters` are added to each.
 *
 * @throws ApiError 400 when there are too many, lists of `zip` differ in length, or a value is given twice.
 */
export function expandPoints(
  body: Pick<SweepSubmit, 'matrix' | 'zip' | 'list' | 'parameters'>,
): SweepPoints {
  const { matrix, zip, list, parameters = {} } = body;
  if (matrix) {
    refuseTwice(Object.keys(matrix), parameters, 'matrix');
    return {
      points: combine(matrix).map(point => ({ ...parameters, ...point })),
      names: Object.keys(matrix),
      fieldOf: (_point, name) =>
        Object.hasOwn(matrix, name) ? `matrix.${name}` : `parameters.${name}`,
    };
  }
  if (zip) {
    refuseTwice(Object.keys(zip), parameters, 'zip');
    return {
      points: pair(zip).map(point => ({ ...parameters, ...point })),
      names: Object.keys(zip),
      fieldOf: (point, name) =>
        Object.hasOwn(zip, name)
          ? `zip.${name}.${point}`
          : `parameters.${name}`,
    };
  }
  const points = (list ?? []).map(point => ({ ...parameters, ...point }));
  return {
    points,
    names: varying(points),
    fieldOf: (point, name) =>
      Object.hasOwn(parameters, name) &&
      !Object.hasOwn(list?.[point] ?? {}, name)
        ? `parameters.${name}`
        : `list.${point}.${name}`,
  };
}

/** Every combination; the last parameter changes fastest. */
function combine(matrix: Record<string, unknown[]>): Parameters[] {
  const entries = Object.entries(matrix);
  const count = entries.reduce((n, [, values]) => n * values.length, 1);
  if (count > MAX_POINTS) {
    throw invalidInput(
      [
        {
          field: 'matrix',
          message: `makes ${entries
            .map(([, values]) => values.length)
            .join(' × ')} = ${count} points; at most ${MAX_POINTS} fit`,
        },
      ],
      'Leave out values, or make several sweeps.',
    );
  }
  return entries.reduce<Parameters[]>(
    (points, [name, values]) =>
      points.flatMap(point =>
        values.map(value => ({ ...point, [name]: value })),
      ),
    [{}],
  );
}

/** The first values together, the second values together, and so on. */
function pair(zip: Record<string, unknown[]>): Parameters[] {
  const entries = Object.entries(zip);
  const [[first, { length }]] = entries;
  const other = entries.find(([, values]) => values.length !== length);
  if (other) {
    throw invalidInput([
      {
        field: `zip.${other[0]}`,
        message: `has ${other[1].length} values, but ${first} has ${length}; all must have as many`,
      },
    ]);
  }
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(entries.map(([name, values]) => [name, values[i]])),
  );
}

/** Names whose values are not the same in all points. */
function varying(points: Parameters[]): string[] {
  const [first = {}] = points;
  const names = new Set(points.flatMap(point => Object.keys(point)));
  return [...names].filter(name => {
    const value = JSON.stringify(first[name]);
    return points.some(point => JSON.stringify(point[name]) !== value);
  });
}

function refuseTwice(
  names: string[],
  parameters: Parameters,
  kind: string,
): void {
  const both = names.find(name => Object.hasOwn(parameters, name));
  if (both !== undefined) {
    throw invalidInput([
      {
        field: `parameters.${both}`,
        message: `is also in ${kind}; give it in one place`,
      },
    ]);
  }
}
