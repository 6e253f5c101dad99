import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Where tests with peers are, and how their names end there. */
const PLACES = [
  { folder: 'testing/peers', suffix: '.test.ts' },
  { folder: 'plugins', suffix: '.peer.test.ts' },
  { folder: 'packages', suffix: '.peer.test.ts' },
];

/**
 * Tests that need real peers, by path from the root; those whose path matches one of the patterns, if there are any.
 *
 * @param {string[]} patterns
 * @returns {{suite: string[], packages: string[], needs: (what: RegExp) => boolean}} suite: in testing/peers; packages: of
 *   the packages and plugins; needs: whether the source of one of them matches
 */
export function findPeerTests(patterns) {
  const files = PLACES.flatMap(({ folder, suffix }) =>
    list(folder).filter(file => file.endsWith(suffix)),
  ).filter(
    file =>
      patterns.length === 0 ||
      patterns.some(pattern => new RegExp(pattern).test(file)),
  );
  return {
    suite: files.filter(file => file.startsWith('testing/')),
    packages: files.filter(file => !file.startsWith('testing/')),
    needs: what =>
      files.some(file => what.test(readFileSync(join(root, file), 'utf8'))),
  };
}

function list(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(
    entry => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        return entry.name === 'node_modules' ? [] : list(path);
      }
      return [path];
    },
  );
}
