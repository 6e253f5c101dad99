import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readConnection } from './connectionOptions';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pagoda-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('the flags of a connection', () => {
  it('send one context of a kubeconfig, with the files that it names', () => {
    write('ca.crt', 'the authority');
    write('ada.crt', 'her certificate');
    write('ada.key', 'her key');
    write('token', 'her token\n');
    const kubeconfig = write(
      'config',
      stringify({
        'current-context': 'lab',
        contexts: [
          { name: 'lab', context: { cluster: 'lab', user: 'ada' } },
          { name: 'other', context: { cluster: 'other', user: 'bob' } },
        ],
        clusters: [
          {
            name: 'lab',
            cluster: {
              server: 'https://lab.example.org',
              'certificate-authority': 'ca.crt',
            },
          },
          { name: 'other', cluster: { server: 'https://other.example.org' } },
        ],
        users: [
          {
            name: 'ada',
            user: {
              'client-certificate': 'ada.crt',
              'client-key': join(folder, 'ada.key'),
            },
          },
          { name: 'bob', user: { tokenFile: 'token' } },
        ],
      }),
    );
    const lab = JSON.parse(readConnection({ kubeconfig })!.kubeconfig!);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    expect(lab).toMatchObject({
      'current-context': 'lab',
      clusters: [
        {
          name: 'lab',
          cluster: {
            server: 'https://lab.example.org',
            'certificate-authority-data': base64('the authority'),
          },
        },
      ],
      users: [
        {
          name: 'ada',
          user: {
            'client-certificate-data': base64('her certificate'),
            'client-key-data': base64('her key'),
          },
        },
      ],
    });
    expect(JSON.stringify(lab)).not.toMatch(/ada\.key|ca\.crt|bob|other/);
    const other = readConnection({ kubeconfig, context: 'other' })!;
    expect(other.kubeconfig).toContain('"token":"her token"');
    expect(() => readConnection({ kubeconfig, context: 'none' })).toThrow(
      /no context 'none'; it has lab, other/,
    );
  });

  it('take a server with its token, or the own cluster', () => {
    const tokenFile = write('bearer', 'abc\n');
    expect(
      readConnection({
        server: 'https://rancher.example.org/k8s/clusters/c-1',
        tokenFile,
        caFile: write('rancher.crt', 'pem'),
        requestTimeout: 20,
      }),
    ).toEqual({
      kind: 'token',
      server: 'https://rancher.example.org/k8s/clusters/c-1',
      token: 'abc',
      ca: 'pem',
      requestTimeoutSeconds: 20,
    });
    expect(readConnection({ inCluster: true })).toEqual({ kind: 'inCluster' });
    expect(readConnection({})).toBeUndefined();
  });

  it('say what does not go together', () => {
    expect(() =>
      readConnection({ server: 'https://a', inCluster: true }),
    ).toThrow(/Give one of/);
    expect(() => readConnection({ server: 'https://a' })).toThrow(
      /needs --token-file/,
    );
    expect(() => readConnection({ proxy: 'http://proxy' })).toThrow(
      /replaced as a whole/,
    );
    expect(() =>
      readConnection({ kubeconfig: join(folder, 'missing') }),
    ).toThrow(/was not found/);
  });
});
