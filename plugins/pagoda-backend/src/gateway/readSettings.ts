import { GATEWAY_PORT } from '../files/gateway/protocol';

/** What the data gateway is told by its environment. */
export interface GatewaySettings {
  /** Where the volume is mounted; `PAGODA_GATEWAY_ROOT`. */
  root: string;
  /** File with the token that requests must carry; `PAGODA_GATEWAY_TOKEN_FILE`. */
  tokenFile: string;
  /** `PAGODA_GATEWAY_PORT`. */
  port: number;
  /** Ends by itself when so long nothing was asked, in seconds; 0 for never. `PAGODA_GATEWAY_IDLE_SECONDS`. */
  idleSeconds: number;
  /** At the end, requests under way have so long, in seconds; `PAGODA_GATEWAY_GRACE_SECONDS`. */
  graceSeconds: number;
}

/** @throws Error that names the variable which is missing or wrong. */
export function readSettings(env: NodeJS.ProcessEnv): GatewaySettings {
  return {
    root: required(env, 'PAGODA_GATEWAY_ROOT'),
    tokenFile: required(env, 'PAGODA_GATEWAY_TOKEN_FILE'),
    port: number(env, 'PAGODA_GATEWAY_PORT', GATEWAY_PORT),
    idleSeconds: number(env, 'PAGODA_GATEWAY_IDLE_SECONDS', 300),
    graceSeconds: number(env, 'PAGODA_GATEWAY_GRACE_SECONDS', 25),
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) {
    throw new Error(`${name} is not set`);
  }
  return value;
}

function number(
  env: NodeJS.ProcessEnv,
  name: string,
  otherwise: number,
): number {
  const text = env[name];
  if (text === undefined || text === '') {
    return otherwise;
  }
  if (!/^\d{1,9}$/.test(text)) {
    throw new Error(`${name} is '${text}'; write a whole number`);
  }
  return Number(text);
}
