import { FileError } from './FileError';

/** Longest path, in characters, and longest name of one file, in bytes; those of Linux. */
export const MAX_PATH = 4096;
const MAX_NAME = 255;

/** How names in the root begin that uploads and deletions use while they are under way; nobody else's. */
export const WORK_PREFIX = '.pagoda-work-';

/**
 * Takes a path below a root apart. Names may hold anything that is harmless: spaces, `%`, `#`, quotes, any script.
 * Nothing is decoded or normalized here, so that one file has one path.
 *
 * @param path - relative, `/` between segments; `''` is the root
 * @throws FileError `InvalidPath` that says what would be right.
 */
export function parsePath(path: string): string[] {
  if (path === '') {
    return [];
  }
  const wrong = whatIsWrong(path);
  if (wrong) {
    throw new FileError('InvalidPath', `path: ${wrong}`, {
      advice:
        'Write the path below the root, such as data/input.csv: names with / between them, and no . or .. among them.',
    });
  }
  const segments = path.split('/');
  if (segments[0].startsWith(WORK_PREFIX)) {
    throw new FileError(
      'InvalidPath',
      `path: names that begin with '${WORK_PREFIX}' are kept for uploads under way`,
      { advice: 'Choose another name.' },
    );
  }
  return segments;
}

/** Whether {@link parsePath} takes this as one name: what it does not take is not shown either. */
export function isAddressable(name: string): boolean {
  return !name.includes('/') && whatIsWrong(name) === undefined;
}

function whatIsWrong(path: string): string | undefined {
  if (path.length > MAX_PATH) {
    return `is ${path.length} characters long; at most ${MAX_PATH} are possible`;
  }
  if (path.startsWith('/')) {
    return `'${path}' is absolute; it must be relative to the root`;
  }
  if (path.includes('\0')) {
    return 'contains a NUL character';
  }
  if (path.includes('\\')) {
    return `'${path}' contains a backslash; write / between names`;
  }
  if (path.includes('\uFFFD')) {
    return `'${path}' is not valid UTF-8`;
  }
  for (const segment of path.split('/')) {
    if (segment === '') {
      return `'${path}' contains an empty name`;
    }
    if (segment === '.' || segment === '..') {
      return `'${path}' contains '${segment}'`;
    }
    if (Buffer.byteLength(segment) > MAX_NAME) {
      return `contains a name of ${Buffer.byteLength(
        segment,
      )} bytes; at most ${MAX_NAME} are possible`;
    }
  }
  return undefined;
}
