import { FileError } from '../FileError';
import { discard } from './discard';
import type { GatewayResponse } from './GatewayTransport';
import { GATEWAY_HEADER, isFileErrorCode, type ErrorAnswer } from './protocol';

/** The largest answer that is read into memory, in bytes: a page of a listing is far smaller. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The JSON of an answer.
 *
 * @throws FileError as the gateway says; `FilesUnreachable` where somebody on the way has answered, or the answer breaks off.
 */
export async function readAnswer<T>(response: GatewayResponse): Promise<T> {
  refuseForeign(response);
  let answer: T | ErrorAnswer;
  try {
    answer = JSON.parse(await readText(response));
  } catch (error) {
    throw unreachable('its answer broke off', error);
  }
  if (isError(answer)) {
    throw toError(answer);
  }
  return answer;
}

/** Makes sure that bytes were answered. @throws as {@link readAnswer}, after reading what was answered instead. */
export async function expectBytes(response: GatewayResponse): Promise<void> {
  refuseForeign(response);
  if (response.status >= 300) {
    await readAnswer(response);
    throw unreachable(`it answered with status ${response.status}`);
  }
}

function refuseForeign({ status, headers, body }: GatewayResponse): void {
  if (headers[GATEWAY_HEADER] === undefined) {
    discard(body);
    throw unreachable(
      `the proxy of the cluster's API server answered with status ${status}`,
    );
  }
}

async function readText({ body }: GatewayResponse): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > LARGEST) {
      discard(body);
      throw new Error(`The answer has more than ${LARGEST} bytes`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function isError(answer: unknown): answer is ErrorAnswer {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}

function toError({ error }: ErrorAnswer): FileError {
  const { code, message, advice } = error;
  return isFileErrorCode(code)
    ? new FileError(code, message, { advice })
    : unreachable(message);
}

/** @param why - after "The data gateway cannot be used: " */
function unreachable(why: string, cause?: unknown): FileError {
  return new FileError(
    'FilesUnreachable',
    `The data gateway of the volume cannot be used: ${why}`,
    { advice: 'Try again in a moment.', cause },
  );
}
