import type { NodePool } from '@pagoda/plugin-pagoda-common';

/** A pool as it is being filled in: numbers and lists are texts. */
export interface PoolForm {
  /** Tells rows apart while names change. */
  key: string;
  name: string;
  role: NodePool['role'];
  count: string;
  flavor?: string;
  image?: string;
  zone?: string;
  network?: string;
  diskGiB: string;
  volumeType?: string;
  minCount: string;
  maxCount: string;
  /** `name=value`, one a line. */
  labels: string;
  /** `name=value:effect`, one a line. */
  taints: string;
  /** Its machines are there: what they were made with stays. */
  exists: boolean;
}

/** What is wrong with a field: in words for the field, by its path in the plan. */
export interface FieldProblem {
  field: string;
  message: string;
  advice?: string;
}

type Taint = NonNullable<NodePool['taints']>[number];

const EFFECTS: Taint['effect'][] = [
  'NoSchedule',
  'PreferNoSchedule',
  'NoExecute',
];

let lastKey = 0;

/** A pool that nobody has filled in yet. */
export function emptyPool(
  change: Partial<PoolForm> & Pick<PoolForm, 'name' | 'role'>,
): PoolForm {
  lastKey += 1;
  return {
    key: `pool-${lastKey}`,
    count: change.role === 'control-plane' ? '1' : '2',
    diskGiB: '',
    minCount: '',
    maxCount: '',
    labels: '',
    taints: '',
    exists: false,
    ...change,
  };
}

/** A pool of a plan, to be changed. */
export function fromPool(pool: NodePool, exists: boolean): PoolForm {
  const text = (value: number | undefined) =>
    value === undefined ? '' : String(value);
  const { labels = {}, taints = [], count, diskGiB } = pool;
  return emptyPool({
    ...pool,
    count: String(count),
    diskGiB: text(diskGiB),
    minCount: text(pool.minCount),
    maxCount: text(pool.maxCount),
    labels: Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    taints: taints
      .map(({ key, value, effect }) =>
        value === undefined ? `${key}:${effect}` : `${key}=${value}:${effect}`,
      )
      .join('\n'),
    exists,
  });
}

/**
 * The pool that was filled in.
 *
 * @param field - path of the pool in the plan, such as `pools[0]`
 * @returns with what cannot be read; what the cloud thinks of the rest, the portal says
 */
export function toPool(
  form: PoolForm,
  field: string,
): { pool: NodePool; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const number = (name: 'count' | 'diskGiB' | 'minCount' | 'maxCount') => {
    const text = form[name].trim();
    if (text === '') {
      return undefined;
    }
    if (!/^\d{1,5}$/.test(text)) {
      problems.push({
        field: `${field}.${name}`,
        message: `is '${text}', which is no whole number`,
      });
      return undefined;
    }
    return Number(text);
  };
  const count = number('count');
  if (form.count.trim() === '') {
    problems.push({ field: `${field}.count`, message: 'is missing' });
  }
  const labels = readLabels(form.labels);
  const taints = readTaints(form.taints, problem =>
    problems.push({ field: `${field}.taints`, message: problem }),
  );
  return {
    pool: withoutBlanks({
      name: form.name.trim(),
      role: form.role,
      count: count ?? 0,
      flavor: form.flavor ?? '',
      image: form.image,
      zone: form.zone,
      network: form.network,
      labels: Object.keys(labels).length > 0 ? labels : undefined,
      taints: taints.length > 0 ? taints : undefined,
      diskGiB: number('diskGiB'),
      volumeType: form.volumeType,
      minCount: number('minCount'),
      maxCount: number('maxCount'),
    }),
    problems,
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

function readLabels(text: string): Record<string, string> {
  return Object.fromEntries(
    linesOf(text).map(line => {
      const [name, ...value] = line.split('=');
      return [name.trim(), value.join('=').trim()];
    }),
  );
}

function readTaints(
  text: string,
  onProblem: (problem: string) => void,
): Taint[] {
  return linesOf(text).flatMap(line => {
    const at = line.lastIndexOf(':');
    const effect = EFFECTS.find(one => one === line.slice(at + 1).trim());
    if (at < 1 || !effect) {
      onProblem(`has '${line}'; write such as gpu=yes:NoSchedule`);
      return [];
    }
    const [key, ...value] = line.slice(0, at).split('=');
    return [
      {
        key: key.trim(),
        ...(value.length > 0 && { value: value.join('=').trim() }),
        effect,
      },
    ];
  });
}

function withoutBlanks<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => item !== undefined),
  ) as T;
}
