import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SKIPPED = new Set(['node_modules', 'dist', 'dist-types', 'coverage']);

/**
 * SHA-256 over the contents and names of files. A pattern is a path below `root`, of a file or of a whole folder, in
 * which `*` stands for one whole segment.
 *
 * @param {string[]} patterns
 * @param {string} root
 */
export function hashOf(patterns, root) {
  const hash = createHash('sha256');
  for (const pattern of patterns) {
    for (const path of expand(pattern.split('/'), '', root)) {
      add(hash, path, root);
    }
  }
  return hash.digest('hex');
}

function expand([segment, ...rest], base, root) {
  if (segment === undefined) {
    return [base];
  }
  const names =
    segment === '*' ? readdirSync(join(root, base)).sort() : [segment];
  return names.flatMap(name => expand(rest, join(base, name), root));
}

function add(hash, path, root) {
  const full = join(root, path);
  if (!existsSync(full)) {
    return;
  }
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) {
      if (!SKIPPED.has(name)) {
        add(hash, join(path, name), root);
      }
    }
    return;
  }
  hash.update(path).update('\0').update(readFileSync(full)).update('\0');
}
