import { EMPTY_FORM, readContexts, toConnection } from './connectionForm';

const KUBECONFIG = `
apiVersion: v1
kind: Config
current-context: lab
clusters:
  - name: lab
    cluster: { server: 'https://lab.example.org:6443' }
  - name: other
    cluster: { server: 'https://other.example.org:6443' }
contexts:
  - name: lab
    context: { cluster: lab, user: ada }
  - name: secret
    context: { cluster: other, user: root }
users:
  - name: ada
    user: { token: token-of-ada }
  - name: root
    user: { token: token-of-root }
`;

describe('the form of a connection', () => {
  it('offers the contexts of a kubeconfig, and sends nothing but the chosen one', async () => {
    expect(await readContexts(KUBECONFIG)).toEqual([
      {
        name: 'lab',
        cluster: 'lab',
        server: 'https://lab.example.org:6443',
        current: true,
      },
      {
        name: 'secret',
        cluster: 'other',
        server: 'https://other.example.org:6443',
        current: false,
      },
    ]);
    const form = { ...EMPTY_FORM, kubeconfig: KUBECONFIG };
    const current = await toConnection(form);
    expect(current.kubeconfig).toContain('token-of-ada');
    expect(current.kubeconfig).not.toMatch(/root|other/);
    const other = await toConnection({ ...form, context: 'secret' });
    expect(other.kubeconfig).toContain('token-of-root');
    expect(other.kubeconfig).not.toMatch(/ada|lab\.example/);
  });

  it('says what is wrong with a kubeconfig', async () => {
    await expect(readContexts('{ kind: Pod }')).rejects.toThrow(
      /no `contexts`/,
    );
    await expect(readContexts('a: [')).rejects.toThrow(/not YAML/);
    await expect(
      toConnection({
        ...EMPTY_FORM,
        kubeconfig: KUBECONFIG,
        context: 'none',
      }),
    ).rejects.toThrow("no context 'none'; it has lab, secret");
  });

  it('leaves out what is empty', async () => {
    expect(
      await toConnection({
        ...EMPTY_FORM,
        kind: 'token',
        server: ' https://rancher.example.org/k8s/clusters/c-1 ',
        token: ' abc\n',
        requestTimeout: '30',
      }),
    ).toEqual({
      kind: 'token',
      server: 'https://rancher.example.org/k8s/clusters/c-1',
      token: 'abc',
      requestTimeoutSeconds: 30,
    });
  });
});
