import { ConfigReader } from '@backstage/config';
import { readDockerSettings } from './readDockerSettings';

const ROOT = { uid: 0, gid: 0 };
const OWN = { uid: 1000, gid: 100 };

function read(docker: object | object[], user = ROOT) {
  return readDockerSettings(
    new ConfigReader({ pagoda: { docker: [docker].flat() as never } }),
    user,
  );
}

describe('readDockerSettings', () => {
  it('reads servers, and needs little of them', () => {
    expect(readDockerSettings(new ConfigReader({}), ROOT)).toEqual([]);
    expect(read({ name: 'lab', socket: '/run/docker.sock' })).toEqual([
      {
        name: 'lab',
        title: 'lab',
        connection: { socket: '/run/docker.sock' },
        gpus: [],
        user: '10001:10001',
        network: 'bridge',
        pidsLimit: 4096,
        ulimits: [],
        securityOptions: [],
        graceSeconds: 10,
        pull: 'missing',
        registries: [],
      },
    ]);
    expect(
      read({
        name: 'gpu',
        host: 'gpu.example.org:2376',
        tls: { ca: 'CA', certificate: 'CERT', key: 'KEY' },
        memory: '64Gi',
        gpus: ['0', '1'],
        ulimits: { nofile: 4096 },
      })[0],
    ).toMatchObject({
      connection: {
        host: 'gpu.example.org:2376',
        tls: { ca: 'CA', certificate: 'CERT', key: 'KEY' },
      },
      memoryBytes: 64 * 2 ** 30,
      gpus: ['0', '1'],
      ulimits: [{ name: 'nofile', value: 4096 }],
    });
  });

  it('has commands run as the portal does, but never as root', () => {
    const server = { name: 'lab', socket: '/run/docker.sock' };
    expect(read(server, OWN)[0].user).toBe('1000:100');
    expect(read({ ...server, user: '2000:2000' })[0].user).toBe('2000:2000');
    expect(() => read({ ...server, user: '0:0' })).toThrow('not root');
    expect(() => read({ ...server, user: '2000:2000' }, OWN)).toThrow(
      'could not delete',
    );
  });

  it('says which field is wrong', () => {
    const socket = '/run/docker.sock';
    expect(() => read({ name: 'lab' })).toThrow('pagoda.docker[0] needs');
    expect(() => read({ name: 'lab', socket, host: 'x:1' })).toThrow('either');
    expect(() => read({ name: 'lab', host: 'http://x:1' })).toThrow(
      'HOST:PORT',
    );
    expect(() => read({ name: 'Lab', socket })).toThrow('small letters');
    expect(() => read({ name: 'local', socket })).toThrow('embedded');
    expect(() => read({ name: 'lab', socket, pull: 'never' })).toThrow('pull');
    expect(() =>
      read([
        { name: 'lab', socket },
        { name: 'lab', socket },
      ]),
    ).toThrow("two servers 'lab'");
  });
});
