import { randomUUID } from 'node:crypto';
import {
  createKubernetesPeerClient,
  eventually,
} from '../../testing/kubernetesPeer';
import type { ChannelStream } from './ChannelStream';
import { EXEC_CHANNELS } from './requestTypes';

jest.setTimeout(90_000);

const client = createKubernetesPeerClient();
const namespace = `streams-${randomUUID().slice(0, 8)}`;
const pod = 'echo';

beforeAll(async () => {
  await client.create(
    { resource: 'namespaces' },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  );
  await eventually(() =>
    client.create(
      { resource: 'pods', namespace },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: pod },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: 'main',
              image: 'pagoda.test/busybox:1',
              command: [
                'sh',
                '-c',
                'while true; do nc -l -p 8123 -e cat; done',
              ],
            },
          ],
        },
      },
    ),
  );
  await eventually(async () => {
    const { status } = await client.get<{ status: { phase: string } }>({
      ...{ resource: 'pods', namespace, name: pod },
    });
    if (status.phase !== 'Running') {
      throw new Error(`The pod is ${status.phase}`);
    }
  });
});

afterAll(async () => {
  await client.delete({ resource: 'namespaces', name: namespace });
  await client.close();
});

/** All that comes, by channel. */
async function collect(stream: ChannelStream): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for await (const { channel, data } of stream.messages()) {
    found.set(channel, (found.get(channel) ?? '') + data.toString('utf8'));
  }
  return found;
}

it('executes a command: input, both outputs, and how it ended', async () => {
  const stream = await client.exec({
    ...{ namespace, pod, stdin: true },
    command: ['sh', '-c', 'cat; echo oops >&2; exit 7'],
  });
  const { stdin, stdout, stderr, error } = EXEC_CHANNELS;
  await stream.write(stdin, Buffer.from('grüße\n'));
  stream.closeChannel(stdin);
  const found = await collect(stream);
  expect(found.get(stdout)).toBe('grüße\n');
  expect(found.get(stderr)).toBe('oops\n');
  expect(JSON.parse(found.get(error) ?? '')).toMatchObject({
    status: 'Failure',
    reason: 'NonZeroExitCode',
  });
});

it('gives a terminal the size that it is told', async () => {
  const stream = await client.exec({
    ...{ namespace, pod, stdin: true, tty: true },
    command: ['sh', '-c', 'sleep 0.5; stty size'],
  });
  await stream.write(
    EXEC_CHANNELS.resize,
    Buffer.from(JSON.stringify({ Width: 91, Height: 17 })),
  );
  const found = await collect(stream);
  expect(found.get(EXEC_CHANNELS.stdout)).toContain('17 91');
});

it('forwards a port both ways', async () => {
  const stream = await client.portForward({ namespace, pod, port: 8123 });
  const text = 'x'.repeat(100_000);
  await stream.write(0, Buffer.from(text));
  let first = true;
  let port: number | undefined;
  let received = '';
  for await (const { channel, data } of stream.messages()) {
    if (channel === 0 && first) {
      port = data.readUInt16LE();
      first = false;
    } else if (channel === 0) {
      received += data.toString('utf8');
    }
    if (received.length >= text.length) {
      break;
    }
  }
  stream.close();
  expect(port).toBe(8123);
  expect(received).toBe(text);
});

it('says that a stream was not opened', async () => {
  await expect(
    client.exec({ namespace, pod: 'nobody', command: ['true'] }),
  ).rejects.toMatchObject({
    name: 'KubernetesError',
    message: expect.stringMatching(
      /^GET .*\/pods\/nobody\/exec: the stream was not opened/,
    ),
  });
});
