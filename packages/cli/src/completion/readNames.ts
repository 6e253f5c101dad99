import { dataOf } from '../commands/dataOf';
import type { Context } from '../context/Context';
import { formatPairs, titleOf } from '../output/formatRun';
import type { Candidate, NameKind } from './findCandidates';
import type { TypedWords } from './readWords';

/** Somebody waits with a finger on the key: an answer that takes longer is none, in milliseconds. */
const PATIENCE = 1_500;

/** More names than these do not help anybody to choose. */
const LIMIT = 100;

/** Names that the server knows, of the kind that is wanted; numbers for runs. */
export async function readNames(
  context: Context,
  kind: NameKind,
  typed: TypedWords,
): Promise<Candidate[]> {
  const { client, namedProject: project } = context;
  const signal = AbortSignal.timeout(PATIENCE);
  const page = { limit: LIMIT };
  switch (kind) {
    case 'project': {
      const query = { ...page, fields: 'name,title' };
      return dataOf(
        await client.GET('/projects', { params: { query }, signal }),
      ).items.map(({ name, title }) => ({ word: name, description: title }));
    }
    case 'experiment': {
      const query = { ...page, project, fields: 'name,title' };
      return dataOf(
        await client.GET('/experiments', { params: { query }, signal }),
      ).items.map(({ name, title }) => ({ word: name, description: title }));
    }
    case 'volume': {
      const query = { ...page, project, fields: 'name,description' };
      return dataOf(
        await client.GET('/volumes', { params: { query }, signal }),
      ).items.map(item => ({ word: item.name, description: item.description }));
    }
    case 'cluster': {
      const query = { ...page, fields: 'name,title' };
      return dataOf(
        await client.GET('/clusters', { params: { query }, signal }),
      ).items.map(({ name, title }) => ({ word: name, description: title }));
    }
    case 'cloud':
      return dataOf(await client.GET('/clouds', { signal })).items.map(
        ({ name, title }) => ({ word: name, description: title }),
      );
    case 'version':
    case 'etcd-snapshot':
      return readOfCluster(context, kind, typed, signal);
    case 'volume-snapshot':
      return readVolumeSnapshots(context, typed, signal);
    case 'secret': {
      const path = { project: await context.project() };
      return dataOf(
        await client.GET('/projects/{project}/secrets', {
          params: { path },
          signal,
        }),
      ).items.map(({ name, keys }) => ({
        word: name,
        description: keys.join(', '),
      }));
    }
    case 'sweep': {
      const fields = 'id,experiment,points';
      const query = {
        ...page,
        project: project ? [project] : undefined,
        fields,
      };
      return dataOf(
        await client.GET('/sweeps', { params: { query }, signal }),
      ).items.map(({ id, experiment, points }) => ({
        word: id,
        description: `${experiment}, ${points} points`,
      }));
    }
    case 'run':
      return readRuns(context, typed.last, signal);
    default:
      return readParameters(context, typed, signal);
  }
}

/** What there is of the cluster that is named before. */
async function readOfCluster(
  { client }: Context,
  kind: 'version' | 'etcd-snapshot',
  { positionals: [cluster] }: TypedWords,
  signal: AbortSignal,
): Promise<Candidate[]> {
  if (cluster === undefined) {
    return [];
  }
  const request = { params: { path: { cluster } }, signal };
  if (kind === 'version') {
    const { allowed } = dataOf(
      await client.GET('/clusters/{cluster}/versions', request),
    );
    return allowed.map(word => ({ word }));
  }
  return dataOf(
    await client.GET('/clusters/{cluster}/snapshots', request),
  ).items.map(({ name, createdAt }) => ({
    word: name,
    description: createdAt,
  }));
}

async function readVolumeSnapshots(
  context: Context,
  { positionals: [volume] }: TypedWords,
  signal: AbortSignal,
): Promise<Candidate[]> {
  if (volume === undefined) {
    return [];
  }
  const path = { project: await context.project(), volume };
  return dataOf(
    await context.client.GET('/projects/{project}/volumes/{volume}/snapshots', {
      params: { path, query: { limit: LIMIT } },
      signal,
    }),
  ).items.map(({ name, createdAt }) => ({
    word: name,
    description: createdAt,
  }));
}

/** By number, where no id has been begun. */
async function readRuns(
  context: Context,
  last: string,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const project = await context.project();
  const fields = 'id,number,experiment,spec.image,spec.parameters,status.phase';
  const query = { limit: LIMIT, project: [project], fields };
  const { items } = dataOf(
    await context.client.GET('/runs', { params: { query }, signal }),
  );
  return items.map(run => ({
    word: /^0|[a-f]/i.test(last) ? run.id : String(run.number),
    description: `${titleOf(run)} ${run.status.phase} ${formatPairs(
      run.spec.parameters,
    )}`,
  }));
}

async function readParameters(
  context: Context,
  { positionals: [experiment] }: TypedWords,
  signal: AbortSignal,
): Promise<Candidate[]> {
  if (experiment === undefined) {
    return [];
  }
  const path = { project: await context.project(), experiment };
  const { spec } = dataOf(
    await context.client.GET('/projects/{project}/experiments/{experiment}', {
      params: { path },
      signal,
    }),
  );
  const properties = (spec.parameterSchema?.properties ?? {}) as Record<
    string,
    { description?: string }
  >;
  return Object.entries(properties).map(([name, { description }]) => ({
    word: `${name}=`,
    description,
  }));
}
