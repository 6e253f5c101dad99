import { readFileSync } from 'node:fs';
import { openChecksums } from '../files/openChecksums';
import { GatewayServer } from './GatewayServer';
import { readSettings } from './readSettings';

/** How often it is looked whether anybody still asks, in milliseconds. */
const IDLE_CHECK = 5_000;

/** Runs the data gateway until it is told to stop, or nobody has asked for long. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  // Whoever else works on the volume does so with the same group.
  process.umask(0o002);
  const log = (entry: Record<string, unknown>) => {
    const time = new Date().toISOString();
    process.stdout.write(`${JSON.stringify({ time, ...entry })}\n`);
  };
  const { checksums } = await openChecksums({
    onError: error => log({ error: error.message }),
  });
  const server = new GatewayServer({
    root: settings.root,
    token: readFileSync(settings.tokenFile, 'utf8').trim(),
    checksums,
    log,
  });
  log({ event: 'listening', port: await server.listen(settings.port) });

  const stop = (event: string) => {
    log({ event });
    server
      .close(settings.graceSeconds * 1000)
      .then(() => process.exit(0))
      .catch(fail);
  };
  process.once('SIGTERM', () => stop('terminated'));
  process.once('SIGINT', () => stop('interrupted'));
  if (settings.idleSeconds > 0) {
    const check = setInterval(() => {
      if (server.idle > settings.idleSeconds * 1000) {
        clearInterval(check);
        stop('idle');
      }
    }, IDLE_CHECK);
  }
}

function fail(error: Error): void {
  process.stderr.write(`The data gateway cannot run: ${error.message}\n`);
  process.exit(1);
}

main().catch(fail);
