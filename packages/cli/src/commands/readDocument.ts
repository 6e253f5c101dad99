import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { CliError, EXIT } from '../context/CliError';

/**
 * The content of a YAML or JSON file; `-` is stdin.
 *
 * @throws CliError when it cannot be read or understood
 */
export function readDocument(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CliError(
      code === 'ENOENT'
        ? `${file} was not found`
        : `${file} cannot be read: ${message}`,
      EXIT.usage,
    );
  }
  try {
    return parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CliError(`${file} is not YAML: ${message}`, EXIT.usage);
  }
}
