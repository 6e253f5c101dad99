import { parseImageReference } from './imageReference';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('parseImageReference', () => {
  it.each([
    ['node', 'node', 'docker.io', 'latest'],
    ['node:24', 'node', 'docker.io', '24'],
    ['user/app:v1', 'user/app', 'docker.io', 'v1'],
    ['localhost/app', 'localhost/app', 'localhost', 'latest'],
    ['r.org:5000/a/b:1', 'r.org:5000/a/b', 'r.org:5000', '1'],
    [`r.org/a@${DIGEST}`, 'r.org/a', 'r.org', DIGEST],
    [`r.org/a:1@${DIGEST}`, 'r.org/a', 'r.org', DIGEST],
  ])('takes %s apart', (text, name, registry, version) => {
    expect(parseImageReference(text)).toEqual({ name, registry, version });
  });

  it.each(['', 'a b', 'r.org/../x', '/a', 'a/', 'a:', 'a@sha256:1', 'a?b=c'])(
    'knows that %j is none',
    text => {
      expect(parseImageReference(text)).toBeUndefined();
    },
  );
});
