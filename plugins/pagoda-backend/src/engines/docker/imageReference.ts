/** A reference to an image, taken apart. */
export interface ImageReference {
  /** Such as `node`, `user/app` or `registry.example.org:5000/user/app`. */
  name: string;
  /** Without the registry where it names none: Docker Hub. */
  registry: string;
  /** What stands after the name: a tag, or a digest such as `sha256:…`. */
  version: string;
}

/** Of Docker Hub; the key of its login, too. */
export const DOCKER_HUB = 'docker.io';

/** As in distribution/reference: a name of small letters, which may begin with a host, a tag and a digest. */
const PATTERN =
  /^((?:(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:]+\])(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@([a-z0-9+._-]+:[0-9a-fA-F]{32,}))?$/;

/** Takes a reference apart; `undefined` when it is none. */
export function parseImageReference(text: string): ImageReference | undefined {
  const match = PATTERN.exec(text);
  if (!match || text.includes('..')) {
    return undefined;
  }
  const [, whole, tag, digest] = match;
  const separator = whole.indexOf('/');
  const first = separator < 0 ? '' : whole.slice(0, separator);
  const hasRegistry = /[.:]/.test(first) || first === 'localhost';
  return {
    name: whole,
    registry: hasRegistry ? first : DOCKER_HUB,
    // Without one, the API would fetch every tag.
    version: digest ?? tag ?? 'latest',
  };
}
