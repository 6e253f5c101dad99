import { createHash } from 'node:crypto';

/**
 * A name of a User or Group entity for the name of a user or group at the identity provider: the same in lower case, where
 * the catalog takes it. Others, such as `research/vision` or an address, get the end of a hash, so that no two names there
 * ever become the same here: who could choose a name there could otherwise choose whose roles to have.
 */
export function toEntityName(name: string): string {
  const lower = name.toLowerCase();
  if (/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/.test(lower)) {
    return lower;
  }
  const readable = lower
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 10);
  return readable ? `${readable}-${hash}` : hash;
}
