/**
 * A container's image with the digest by which it was pulled, in the repository that was asked for: a node that has one
 * image by several names reports any of them, which may be another project's.
 *
 * @param asked - as the pod names it
 * @param imageID - as the kubelet reports it
 * @returns `undefined` for an image that never was in a registry: it has the digest of its configuration alone, by which
 *   nobody can pull it
 */
export function pulledImage(
  asked: string,
  imageID: string,
): string | undefined {
  const [, reported, digest] =
    /^(?:[a-z-]+:\/\/)?([^@]+)@(sha256:[0-9a-f]{64})$/.exec(imageID) ?? [];
  if (!digest) {
    return undefined;
  }
  const repository = asked.replace(/@.*$/, '').replace(/:[^/:]+$/, '');
  const names = [
    repository,
    `docker.io/${repository}`,
    `docker.io/library/${repository}`,
  ];
  return `${names.includes(reported) ? reported : repository}@${digest}`;
}
