import { pulledImage } from './pulledImage';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('pulledImage', () => {
  it.each([
    ['node:24', `docker.io/library/node@${DIGEST}`, 'docker.io/library/node'],
    [
      'bitnami/redis',
      `docker-pullable://docker.io/bitnami/redis@${DIGEST}`,
      'docker.io/bitnami/redis',
    ],
    ['r.test:5000/a/b:1', `r.test:5000/a/b@${DIGEST}`, 'r.test:5000/a/b'],
    // The node had it already, pulled by another name.
    ['r.test:5000/a/b:1', `other.test/secret@${DIGEST}`, 'r.test:5000/a/b'],
    [`r.test/a@${DIGEST}`, `other.test/a@${DIGEST}`, 'r.test/a'],
    [`r.test/a:1@${DIGEST}`, `other.test/a@${DIGEST}`, 'r.test/a'],
    ['r.test:5000/a', `other.test/a@${DIGEST}`, 'r.test:5000/a'],
  ])('finds %s, reported as %s, in %s', (asked, imageID, repository) => {
    expect(pulledImage(asked, imageID)).toBe(`${repository}@${DIGEST}`);
  });

  it('knows none for an image without a registry', () => {
    expect(pulledImage('pagoda.test/tool:1', DIGEST)).toBeUndefined();
    expect(pulledImage('pagoda.test/tool:1', '')).toBeUndefined();
  });
});
