import { createConnection, createServer } from 'node:net';
import { Failure } from './fail.mjs';

const EVERY_ADDRESS = new Set(['0.0.0.0', '::']);
const LOOPBACK = ['127.0.0.1', '::1'];

/** The name under which a browser on this machine reaches what listens on `host`. */
export function nameOf(host) {
  if (EVERY_ADDRESS.has(host) || isLoopback(host)) {
    return 'localhost';
  }
  return host.includes(':') ? `[${host}]` : host;
}

/** Whether only this machine can reach what listens on `host`. */
export function isLoopback(host) {
  return host === 'localhost' || LOOPBACK.includes(host);
}

/** Fails when the port is taken, at `host` or at what else `localhost` stands for. */
export async function requirePort(
  port,
  host,
  advice = 'stop what uses it, or choose another with --port',
) {
  const error = await tryPort(port, host);
  switch (error?.code) {
    case undefined:
      break;
    case 'EACCES':
      throw new Failure(
        `Port ${port} is not open to you: choose one above 1023 with --port.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      throw new Failure(
        `--host takes an address of this machine, such as 127.0.0.1, not '${host}'.`,
      );
    case 'EADDRINUSE':
      throw inUse(port, advice);
    default:
      throw error;
  }
  for (const address of LOOPBACK) {
    if ((await tryPort(port, address))?.code === 'EADDRINUSE') {
      throw inUse(port, advice);
    }
  }
}

function inUse(port, advice) {
  return new Failure(`Port ${port} is in use: ${advice}.`);
}

/** The error of listening there, if any. */
function tryPort(port, host) {
  return new Promise(fulfil => {
    const server = createServer();
    server.once('error', fulfil);
    server.listen(port, host, () => server.close(() => fulfil(undefined)));
  });
}

/** Whether something listens there. */
export function reachable(port, host) {
  return new Promise(fulfil => {
    const socket = createConnection({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      fulfil(true);
    });
    socket.once('error', () => fulfil(false));
  });
}

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((fulfil, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => fulfil(port));
    });
  });
}
