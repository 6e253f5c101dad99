import type { EngineTask } from '../types';
import { buildContainer } from './buildContainer';
import type { InfoAnswer } from './dockerAnswers';
import type { DockerSettings } from './DockerSettings';

const info: InfoAnswer = {
  Name: 'lab-1',
  NCPU: 8,
  MemTotal: 2 ** 34,
  OperatingSystem: 'Debian',
  Architecture: 'x86_64',
  ServerVersion: '29.0.0',
  InitBinary: 'docker-init',
  SecurityOptions: ['name=seccomp,profile=builtin'],
};
const settings: DockerSettings = {
  name: 'lab',
  title: 'Lab',
  connection: { socket: '/run/docker.sock' },
  gpus: ['0', '1'],
  user: '1000:1000',
  network: 'none',
  pidsLimit: 256,
  ulimits: [{ name: 'nofile', value: 1024 }],
  securityOptions: ['label=disable'],
  graceSeconds: 10,
  pull: 'missing',
  registries: [],
};
const task: EngineTask = {
  run: '01900000-0000-7000-8000-000000000001',
  attempt: 2,
  project: 'vision',
  environment: { PAGODA_EXPERIMENT: 'train' },
  spec: {
    image: 'node:24',
    command: ['node', 'main.js', '--fast'],
    parameters: { rate: 0.5 },
    resources: { cpu: '500m', memory: '1Gi', gpu: 2 },
    volumes: [],
    timeoutSeconds: 60,
    retries: {},
  },
};

function build(
  change: Partial<DockerSettings> = {},
  gpus: string[] = [],
  infoChange: Partial<InfoAnswer> = {},
) {
  return buildContainer({
    task,
    owner: { portal: 'p', cluster: 'lab' },
    settings: { ...settings, ...change },
    prepared: {
      mounts: [
        {
          source: '/data/volumes/vision/images',
          target: '/pagoda/inputs/images',
          readOnly: true,
        },
      ],
      environment: { TOKEN: 't' },
    },
    image: { id: 'sha256:1', digest: 'node@sha256:2' },
    gpus,
    info: { ...info, ...infoChange },
    dataDirectory: '/data',
  });
}

describe('buildContainer', () => {
  it('gives a command what it asks for, and no rights', () => {
    expect(build()).toMatchObject({
      Image: 'sha256:1',
      Entrypoint: ['node'],
      Cmd: ['main.js', '--fast'],
      User: '1000:1000',
      Env: expect.arrayContaining([
        'PAGODA_PARAM_RATE=0.5',
        'TOKEN=t',
        'PAGODA_ATTEMPT=2',
      ]),
      Labels: {
        'pagoda.io/experiment': 'train',
        'pagoda.io/image': 'node@sha256:2',
      },
      HostConfig: {
        NanoCpus: 5e8,
        Memory: 2 ** 30,
        MemorySwap: 2 ** 30,
        PidsLimit: 256,
        CapDrop: ['ALL'],
        Privileged: false,
        SecurityOpt: ['no-new-privileges', 'label=disable'],
        NetworkMode: 'none',
        Ulimits: [{ Name: 'nofile', Soft: 1024, Hard: 1024 }],
        Mounts: [
          {
            Type: 'bind',
            Source: '/data/volumes/vision/images',
            Target: '/pagoda/inputs/images',
            ReadOnly: true,
          },
        ],
      },
    });
    expect(build().HostConfig).not.toHaveProperty('DeviceRequests');
    expect(build().HostConfig).not.toHaveProperty('UsernsMode');
  });

  it('asks for GPUs by their ids, of the NVIDIA runtime or of CDI', () => {
    expect(build({}, ['0', '1']).HostConfig.DeviceRequests).toEqual([
      { DeviceIDs: ['0', '1'], Capabilities: [['gpu']] },
    ]);
    expect(build({}, ['0', '1']).Labels['pagoda.io/gpus']).toBe('0,1');
    expect(build({}, ['nvidia.com/gpu=0']).HostConfig.DeviceRequests).toEqual([
      { Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=0'] },
    ]);
  });

  it('names directories as the server sees them, and keeps the user of a Podman without root', () => {
    const { HostConfig } = build({ dataDirectoryOnHost: '/srv/pagoda' }, [], {
      InitBinary: '',
      SecurityOptions: ['name=seccomp', 'name=rootless'],
    });
    expect(HostConfig.Mounts[0].Source).toBe(
      '/srv/pagoda/volumes/vision/images',
    );
    expect(HostConfig.UsernsMode).toBe('keep-id');
  });
});
