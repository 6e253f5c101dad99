import type { Readable } from 'node:stream';

/** A request to a data gateway. */
export interface GatewayRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** With its query, such as `/v1/list?path=a`. */
  path: string;
  headers?: Record<string, string>;
  body?: Readable;
}

/** What the gateway, or somebody on the way, has answered; the body is to be read, or destroyed. */
export interface GatewayResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Readable;
}

/** The way to one data gateway. */
export interface GatewayTransport {
  /**
   * @throws FileError `FilesUnreachable` that says why it cannot be reached.
   */
  request(request: GatewayRequest): Promise<GatewayResponse>;
}
