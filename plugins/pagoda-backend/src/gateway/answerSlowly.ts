import type { IncomingMessage, ServerResponse } from 'node:http';

/** When an answer is not there after so long, in milliseconds, its head is sent, and then a blank each time. */
const PATIENCE = 10_000;

/**
 * Answers with JSON that may take minutes to make, such as the sum of a million files. Proxies give up connections that
 * are silent: blanks, which JSON allows before it begins, keep them alive. There are none while a body is still coming,
 * since Go's HTTP servers, proxies among them, stop reading when they begin to answer.
 *
 * @param toError - describes what went wrong, with the status for where the head was not sent yet
 */
export async function answerSlowly(
  req: Pick<IncomingMessage, 'complete'>,
  res: ServerResponse,
  work: Promise<object>,
  toError: (error: unknown) => { status: number; body: object },
  patience: number = PATIENCE,
): Promise<void> {
  const blanks = setInterval(() => {
    if (!req.complete || res.destroyed) {
      return;
    }
    if (!res.headersSent) {
      writeHead(res, 200);
    }
    res.write(' ');
  }, patience);
  try {
    const body = await work;
    if (!res.headersSent) {
      writeHead(res, 200);
    }
    res.end(JSON.stringify(body));
  } catch (error) {
    const { status, body } = toError(error);
    if (!res.headersSent) {
      writeHead(res, status);
    }
    res.end(JSON.stringify(body));
  } finally {
    clearInterval(blanks);
  }
}

function writeHead(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'Content-Type': 'application/json' });
}
