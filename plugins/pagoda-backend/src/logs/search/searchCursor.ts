import { invalidInput } from '../../http/errors';
import type { SearchPosition } from './types';

const FORM = /^([0-9a-f-]{36})\/(\d{1,9}):(\d{1,15})$/;

/** A position as the API gives it: `<run>/<attempt>:<offset>`. */
export function writeSearchCursor(position: SearchPosition): string {
  return `${position.run}/${position.attempt}:${position.offset}`;
}

/** @throws ApiError 400 when it is none that {@link writeSearchCursor} has written. */
export function readSearchCursor(text: string): SearchPosition {
  const match = FORM.exec(text);
  if (!match) {
    throw invalidInput([
      {
        field: 'cursor',
        message: 'is not the nextCursor of a page of this search',
      },
    ]);
  }
  return { run: match[1], attempt: Number(match[2]), offset: Number(match[3]) };
}
