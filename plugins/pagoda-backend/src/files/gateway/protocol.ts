import { FILE_ERROR_STATUS, type FileErrorCode } from '../FileError';

/**
 * What the data gateway and who asks it have in common. Every request but `GET /healthz` carries the token in a header of
 * its own, because the proxy of Kubernetes' API server takes `Authorization` away. The file is named by `root` and `path`
 * in the query, where nobody on the way decodes, joins or cleans it.
 */
export const TOKEN_HEADER = 'x-pagoda-gateway-token';

/** On every answer of the gateway; an answer without it is one of somebody on the way. */
export const GATEWAY_HEADER = 'x-pagoda-gateway';

/** The value of {@link GATEWAY_HEADER}. */
export const PROTOCOL_VERSION = '1';

/** Where the gateway listens; pods need no privilege for it. */
export const GATEWAY_PORT = 8080;

/** The gateway's operations. */
export const ROUTES = {
  /** Answers `ok` to anybody. */
  health: '/healthz',
  /** GET: {@link StatAnswer}. DELETE, with `recursive`: {@link UsageAnswer}. */
  entry: '/v1/entry',
  /** GET: {@link OpenAnswer}. */
  file: '/v1/file',
  /**
   * GET: the bytes, all or a `Range`; with `version` only of the very file that has it. PUT, with `mustBeNew`, `reserve`:
   * {@link StoredAnswer}.
   */
  content: '/v1/content',
  /** GET, with `version`: {@link ChecksumAnswer}. */
  checksum: '/v1/checksum',
  /** GET, with `recursive`, `limit`, `after`, `budget`, `goOn`, `maxSize`: {@link ListAnswer}. */
  list: '/v1/list',
  /** GET: the archive. */
  zip: '/v1/zip',
  /** GET: {@link UsageAnswer}. */
  usage: '/v1/usage',
  /** POST: `{}`. */
  sweep: '/v1/sweep',
  /** DELETE: `{}`. */
  root: '/v1/root',
} as const;

/** A file or folder; times are ISO 8601. */
export interface StatAnswer {
  path: string;
  type: 'file' | 'directory';
  size: number;
  modifiedAt: string;
}

/** A file that is to be read. */
export interface OpenAnswer extends StatAnswer {
  version: string;
  sha256?: string;
}

/** A page of a folder; it goes on where `truncated`. */
export interface ListAnswer {
  items: (StatAnswer & { sha256?: string })[];
  truncated: boolean;
}

/** A file that was stored. */
export interface StoredAnswer {
  size: number;
  modifiedAt: string;
  sha256: string;
  replacedSize?: number;
}

/** The checksum, where the file did not change meanwhile. */
export interface ChecksumAnswer {
  sha256?: string;
}

/** What is there, or was freed. */
export interface UsageAnswer {
  bytes: number;
  files: number;
}

/**
 * What went wrong. Of an answer that takes its time it comes with status 200, after blanks that keep the connection alive.
 */
export interface ErrorAnswer {
  error: { code: string; message: string; advice?: string };
}

/** Whether it is one of the file library's codes. */
export function isFileErrorCode(code: string): code is FileErrorCode {
  return Object.hasOwn(FILE_ERROR_STATUS, code);
}

/** Whether two versions are of the same file, which may have grown in between. */
export function isSameFile(version: string, other: string): boolean {
  const identity = (text: string) => text.split('-', 2).join('-');
  return identity(version) === identity(other);
}
