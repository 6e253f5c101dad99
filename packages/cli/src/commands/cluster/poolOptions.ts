import type { NodePool } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';

/** Keys of `--pool`, with those of the API that they stand for. */
const KEYS: Record<string, keyof NodePool> = {
  name: 'name',
  role: 'role',
  count: 'count',
  flavor: 'flavor',
  image: 'image',
  zone: 'zone',
  network: 'network',
  disk: 'diskGiB',
  'volume-type': 'volumeType',
  min: 'minCount',
  max: 'maxCount',
};

const NUMBERS: (keyof NodePool)[] = [
  'count',
  'diskGiB',
  'minCount',
  'maxCount',
];

/** What is said of a pool: not necessarily all that one needs. */
export type PoolChange = Partial<NodePool> & Pick<NodePool, 'name'>;

/** The help of `--pool`. */
export const POOL_HELP =
  'pool of nodes: name=…,role=worker|control-plane,count=…,flavor=…,image=…,zone=…,network=…,disk=GiB,volume-type=…,min=…,max=…';

/**
 * Reads `name=work,count=3,flavor=m1.large`.
 *
 * @throws CliError when a key is not known or a number is none
 */
export function parsePool(text: string): PoolChange {
  const pool: Record<string, string | number> = {};
  for (const part of text.split(',')) {
    const at = part.indexOf('=');
    const key = KEYS[part.slice(0, at).trim()];
    const value = part.slice(at + 1).trim();
    if (at < 1 || key === undefined || value === '') {
      throw new CliError(
        `--pool takes key=value,…, not '${part}'`,
        EXIT.usage,
        `Keys are ${Object.keys(KEYS).join(', ')}.`,
      );
    }
    pool[key] = NUMBERS.includes(key) ? readNumber(part, value) : value;
  }
  const { name } = pool;
  if (typeof name !== 'string') {
    throw new CliError(`--pool ${text}: the name is missing`, EXIT.usage);
  }
  // What the API thinks of the values, it says itself.
  return { ...pool, name } as PoolChange;
}

/**
 * Reads `work=5`.
 *
 * @throws CliError when it is not so
 */
export function parseCount(text: string): PoolChange {
  const at = text.lastIndexOf('=');
  const name = text.slice(0, at);
  if (at < 1) {
    throw new CliError(`'${text}' is not such as work=5`, EXIT.usage);
  }
  return { name, count: readNumber(text, text.slice(at + 1)) };
}

/** Puts what is said of pools over those that there are; new ones come last. */
export function mergePools(
  pools: NodePool[],
  changes: PoolChange[],
  removed: string[] = [],
): NodePool[] {
  for (const name of [...removed]) {
    if (!pools.some(pool => pool.name === name)) {
      throw new CliError(
        `There is no pool '${name}'`,
        EXIT.notFound,
        `Pools are ${pools.map(pool => pool.name).join(', ')}.`,
      );
    }
  }
  const merged = new Map(
    pools
      .filter(pool => !removed.includes(pool.name))
      .map(pool => [pool.name, pool]),
  );
  for (const change of changes) {
    const former = merged.get(change.name);
    if (
      !former &&
      (change.flavor === undefined || change.count === undefined)
    ) {
      throw new CliError(
        `There is no pool '${change.name}'`,
        EXIT.usage,
        'A new one needs a count and a flavor: --pool name=…,count=…,flavor=…',
      );
    }
    merged.set(change.name, {
      role: 'worker',
      count: 0,
      flavor: '',
      ...former,
      ...change,
    });
  }
  return [...merged.values()];
}

function readNumber(part: string, value: string): number {
  if (!/^\d{1,6}$/.test(value)) {
    throw new CliError(`'${part}' has to have a whole number`, EXIT.usage);
  }
  return Number(value);
}
