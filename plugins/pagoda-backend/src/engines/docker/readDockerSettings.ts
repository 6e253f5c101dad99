import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { parseQuantity } from '@pagoda/plugin-pagoda-common';
import { LOCAL_CLUSTER } from '../../provisioners/local/LocalProvisioner';
import type { DockerSettings } from './DockerSettings';

/** Where the portal runs as root: the ids that runs on Kubernetes have, too. */
const UNPRIVILEGED = '10001:10001';
const PIDS = 4096;

/** Who the portal runs as; `undefined` where there is no such thing. */
export interface PortalUser {
  uid: number;
  gid: number;
}

/**
 * Reads `pagoda.docker`.
 *
 * @throws InputError that names the field
 */
export function readDockerSettings(
  config: Config,
  portal: PortalUser | undefined = currentUser(),
): DockerSettings[] {
  const servers = config.getOptionalConfigArray('pagoda.docker') ?? [];
  const settings = servers.map((server, index) =>
    readServer(server, `pagoda.docker[${index}]`, portal),
  );
  const names = settings.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InputError(
      `pagoda.docker has two servers '${twice}'; each needs a name of its own`,
    );
  }
  return settings;
}

function readServer(
  server: Config,
  field: string,
  portal: PortalUser | undefined,
): DockerSettings {
  const name = server.getString('name');
  if (!/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
    throw new InputError(
      `${field}.name is '${name}'; it may have small letters, digits and dashes, and begins with a letter`,
    );
  }
  if (name === LOCAL_CLUSTER) {
    throw new InputError(
      `${field}.name is '${LOCAL_CLUSTER}', which is the embedded cluster; choose another`,
    );
  }
  const memory = server.getOptionalString('memory');
  const ulimits = server.getOptionalConfig('ulimits');
  return {
    name,
    title: server.getOptionalString('title') ?? name,
    connection: readConnection(server, field),
    cpu: server.getOptionalNumber('cpu'),
    memoryBytes: memory === undefined ? undefined : parseQuantity(memory),
    gpus: server.getOptionalStringArray('gpus') ?? [],
    user: readUser(server.getOptionalString('user'), field, portal),
    network: server.getOptionalString('network') ?? 'bridge',
    pidsLimit: server.getOptionalNumber('pidsLimit') ?? PIDS,
    ulimits: (ulimits?.keys() ?? []).map(key => ({
      name: key,
      value: ulimits!.getNumber(key),
    })),
    securityOptions: server.getOptionalStringArray('securityOptions') ?? [],
    graceSeconds: server.getOptionalNumber('graceSeconds') ?? 10,
    pull: readPull(server.getOptionalString('pull'), field),
    registries: (server.getOptionalConfigArray('registries') ?? []).map(
      registry => ({
        server: registry.getString('server'),
        username: registry.getString('username'),
        password: registry.getString('password'),
      }),
    ),
    dataDirectoryOnHost: server.getOptionalString('dataDirectoryOnHost'),
  };
}

function readConnection(
  server: Config,
  field: string,
): DockerSettings['connection'] {
  const socket = server.getOptionalString('socket');
  const host = server.getOptionalString('host');
  if ((socket === undefined) === (host === undefined)) {
    throw new InputError(
      `${field} needs either socket (such as /var/run/docker.sock) or host (such as lab.example.org:2376)`,
    );
  }
  if (socket !== undefined) {
    return { socket };
  }
  if (!/^[A-Za-z0-9.-]+:\d+$|^\[[0-9a-fA-F:]+\]:\d+$/.test(host!)) {
    throw new InputError(
      `${field}.host is '${host}'; it is HOST:PORT, such as lab.example.org:2376, and spoken to by TLS`,
    );
  }
  const tls = server.getOptionalConfig('tls');
  return {
    host,
    tls: {
      ca: tls?.getOptionalString('ca'),
      certificate: tls?.getOptionalString('certificate'),
      key: tls?.getOptionalString('key'),
    },
  };
}

/** By default the portal's own user, so that both can read and write the same files. */
function readUser(
  user: string | undefined,
  field: string,
  portal: PortalUser | undefined,
): string {
  const own = portal && `${portal.uid}:${portal.gid}`;
  if (user === undefined) {
    return own === undefined || portal?.uid === 0 ? UNPRIVILEGED : own;
  }
  if (!/^[1-9]\d*:\d+$/.test(user)) {
    throw new InputError(
      `${field}.user is '${user}'; it is UID:GID in numbers, such as ${UNPRIVILEGED}, and not root`,
    );
  }
  if (portal && portal.uid !== 0 && user !== own) {
    throw new InputError(
      `${field}.user is '${user}', whose files the portal, which runs as ${own}, could not delete; leave it out`,
    );
  }
  return user;
}

function readPull(
  pull: string | undefined,
  field: string,
): DockerSettings['pull'] {
  if (pull !== undefined && pull !== 'missing' && pull !== 'always') {
    throw new InputError(
      `${field}.pull is '${pull}'; it is 'missing' or 'always'`,
    );
  }
  return pull ?? 'missing';
}

function currentUser(): PortalUser | undefined {
  return process.getuid && process.getgid
    ? { uid: process.getuid(), gid: process.getgid() }
    : undefined;
}
