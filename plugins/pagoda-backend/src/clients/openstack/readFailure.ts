import type { OpenStackErrorCode } from './OpenStackError';

/** More of an answer that is not in the words of a service says nothing more; in characters. */
const SHOWN = 300;
/** Cinder's and Magnum's 400 where a state forbids what was asked. */
const BUSY =
  /status must be|current status is|in use\b|is referenced|is attached|still ha(s|ve)|currently in/i;

/** What an answer other than 2xx says. */
export interface Failure {
  code: OpenStackErrorCode;
  reason: string;
}

/**
 * Reads the body of an error. Each service has a shape of its own: `{error: {message}}` (Keystone), `{badRequest: {message}}`
 * and the like (Nova, Cinder), `{NeutronError: {type, message, detail}}`, `{errors: [{title, detail}]}` (Magnum, Placement),
 * `{message, title}` (Glance), `{faultstring}` (Octavia). Whatever is in between may answer with a page, or nothing.
 */
export function readFailure(status: number, text: string): Failure {
  const told = readReason(text);
  if (told === undefined) {
    return {
      code: codeOfUnknown(status),
      reason: `the answer is not in the words of OpenStack: ${shorten(text)}`,
    };
  }
  return { code: codeOf(status, told.kind, told.reason), reason: told.reason };
}

/**
 * What the status alone says. A page that is not there, by a proxy or an unknown path, is not to be taken for a volume or a
 * server that is gone.
 */
function codeOfUnknown(status: number): OpenStackErrorCode {
  const code = codeOf(status, '', '');
  return ['ServerError', 'RateLimited', 'Unauthorized'].includes(code)
    ? code
    : 'Garbage';
}

/** What may be shown of an answer that was not understood. Half a JSON may hold what nobody is to see. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') {
    return 'it is empty';
  }
  return /^[[{"]/.test(line)
    ? `${Buffer.byteLength(text)} bytes that may be part of JSON`
    : line.slice(0, SHOWN);
}

function readReason(
  text: string,
): { kind: string; reason: string } | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // A page of a proxy's, or half an answer.
    return undefined;
  }
  if (!isRecord(body)) {
    return undefined;
  }
  const own = wordsOf(body);
  if (own !== undefined) {
    return { kind: '', reason: own };
  }
  for (const [kind, value] of Object.entries(body)) {
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    const reason = isRecord(inner) ? wordsOf(inner) : plain(inner);
    if (reason) {
      const type = isRecord(inner) && inner.type;
      return { kind: typeof type === 'string' ? type : kind, reason };
    }
  }
  return undefined;
}

function wordsOf(body: Record<string, unknown>): string | undefined {
  const words = [body.message, body.detail, body.faultstring, body.title].find(
    (one): one is string => typeof one === 'string' && one.trim() !== '',
  );
  return words === undefined ? undefined : plain(words);
}

/** Glance answers with the words of an HTML page. */
function plain(text: unknown): string | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  return text
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function codeOf(
  status: number,
  kind: string,
  reason: string,
): OpenStackErrorCode {
  if (status === 429 || /rate.?limit(ed|ing)?\b/i.test(reason)) {
    return 'RateLimited';
  }
  if (isOverQuota(status, kind, reason)) {
    return 'OverQuota';
  }
  switch (status) {
    case 400:
      return BUSY.test(reason) ? 'InUse' : 'BadRequest';
    case 401:
      return 'Unauthorized';
    case 403:
      return 'Forbidden';
    case 404:
    case 410:
      return 'NotFound';
    case 406:
      return 'NotOffered';
    case 409:
      return /InUse/.test(kind) || / in use/i.test(reason)
        ? 'InUse'
        : 'Conflict';
    default:
      break;
  }
  if (status >= 500) {
    return 'ServerError';
  }
  return 'Unexpected';
}

function isOverQuota(status: number, kind: string, reason: string): boolean {
  return (
    (status === 403 &&
      /quota (exceeded|has been met)|limit .*exceeded/i.test(reason)) ||
    (status === 413 && kind === 'overLimit') ||
    (status === 409 && /OverQuota/.test(kind))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
