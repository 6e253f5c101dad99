import { randomUUID } from 'node:crypto';
import {
  formatBytes,
  type Project,
  type ProjectUsage,
} from '@pagoda/plugin-pagoda-common';
import type { Command } from 'commander';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { action } from '../action';
import { collect, parsePair, readPages, wholeNumber } from '../arguments';
import { toUserRef } from '../run/listRuns';

/** `pagoda project …` */
export function registerProjectCommands(program: Command): void {
  const project = program
    .command('project')
    .description('tenants, with members and quotas');
  project
    .command('list')
    .alias('ls')
    .description('projects by name')
    .action(action(listProjects));
  project
    .command('get')
    .description('one project')
    .argument('[name]', 'name of the project')
    .action(action(getProject));
  project
    .command('create')
    .description('create a project (administrators)')
    .argument('<name>', 'name of the project')
    .option('--title <text>', 'title')
    .option('--description <text>', 'what it is for')
    .option(
      '--member <user=role>',
      'member with owner, researcher or viewer; may be repeated',
      collect,
    )
    .option('--concurrent-runs <n>', 'runs at the same time', wholeNumber)
    .option('--cpu <n>', 'cores of all runs together')
    .option('--memory <n>', 'memory of all runs together')
    .option('--gpu <n>', 'GPUs of all runs together', wholeNumber)
    .option('--storage <n>', 'size of all volumes together')
    .addHelpText(
      'after',
      '\nExample:\n  pagoda project create vision --member researcher=owner --cpu 8 --memory 16Gi --storage 100Gi',
    )
    .action(action(createProject));
  project
    .command('members')
    .description('members and their roles; with --set: replace them (owners)')
    .argument('[name]', 'name of the project')
    .option('--set <user=role>', 'member with a role; may be repeated', collect)
    .action(action(members));
  project
    .command('usage')
    .description('quota, used and left')
    .argument('[name]', 'name of the project')
    .action(action(usage));
}

async function listProjects(context: Context): Promise<void> {
  const page = await readPages<Project>(1_000, async (cursor, limit) => {
    const { data } = await context.client.GET('/projects', {
      params: { query: { cursor, limit } },
    });
    return data;
  });
  context.output.list(
    page,
    [
      { title: 'Name', value: p => p.name },
      { title: 'Title', value: p => p.title },
      { title: 'Role', value: p => p.role ?? '' },
      { title: 'Description', value: p => p.description, wide: true },
    ],
    p => p.name,
    'No projects. Ask an administrator to add you to one.',
  );
}

async function getProject(
  context: Context,
  _options: object,
  name: string | undefined,
): Promise<void> {
  const project = name ?? (await context.project());
  const { data } = await context.client.GET('/projects/{project}', {
    params: { path: { project } },
  });
  if (data) {
    context.output.one(
      data,
      p => p.name,
      p =>
        [
          `${p.title} (${p.name})${p.role ? `, you are ${p.role}` : ''}`,
          ...(p.description ? [`  ${p.description}`] : []),
          ...Object.entries(p.quota).map(
            ([key, value]) => `  ${key}: ${value}`,
          ),
          '',
        ].join('\n'),
    );
  }
}

interface CreateOptions {
  title?: string;
  description?: string;
  member?: string[];
  concurrentRuns?: number;
  cpu?: string;
  memory?: string;
  gpu?: number;
  storage?: string;
}

async function createProject(
  context: Context,
  options: CreateOptions,
  name: string,
): Promise<void> {
  const { title, description, member, ...quota } = options;
  const { data } = await context.client.POST('/projects', {
    params: { header: { 'Idempotency-Key': randomUUID() } },
    body: {
      name,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(member && { members: parseMembers(member) }),
      quota,
    },
  });
  if (data) {
    context.output.one(
      data,
      p => p.name,
      p => `Created project ${p.name}\n`,
    );
  }
}

async function members(
  context: Context,
  options: { set?: string[] },
  name: string | undefined,
): Promise<void> {
  const project = name ?? (await context.project());
  const params = { path: { project } };
  const { data } = options.set
    ? await context.client.PUT('/projects/{project}/members', {
        params,
        body: { items: parseMembers(options.set) },
      })
    : await context.client.GET('/projects/{project}/members', { params });
  context.output.list(
    data ?? { items: [] },
    [
      { title: 'Member', value: m => m.subject },
      { title: 'Role', value: m => m.role },
    ],
    m => m.subject,
    'No members.',
  );
}

function parseMembers(texts: string[]) {
  return texts.map(text => {
    const [subject, role] = parsePair(text, '--member');
    if (role !== 'owner' && role !== 'researcher' && role !== 'viewer') {
      throw new CliError(
        `'${role}' is not a role`,
        EXIT.usage,
        'Roles are owner, researcher and viewer.',
      );
    }
    return { subject: toUserRef(subject), role } as const;
  });
}

async function usage(
  context: Context,
  _options: object,
  name: string | undefined,
): Promise<void> {
  const project = name ?? (await context.project());
  const { data } = await context.client.GET('/projects/{project}/usage', {
    params: { path: { project } },
  });
  if (!data) {
    return;
  }
  const { output } = context;
  if (output.format === 'json' || output.format === 'yaml') {
    output.one(
      data,
      u => u.project,
      () => '',
    );
    return;
  }
  const rows = (
    ['concurrentRuns', 'cpu', 'memory', 'gpu', 'storage'] as const
  ).map(resource => ({ resource, ...data[resource] }));
  const show = (resource: keyof ProjectUsage, value: number | undefined) =>
    value === undefined
      ? 'no limit'
      : resource === 'memory' || resource === 'storage'
        ? formatBytes(value)
        : String(value);
  output.list(
    { items: rows },
    [
      { title: 'Resource', value: r => r.resource },
      { title: 'Used', value: r => show(r.resource, r.used), align: 'right' },
      {
        title: 'Left',
        value: r => (r.quota === undefined ? '' : show(r.resource, r.left)),
        align: 'right',
      },
      { title: 'Quota', value: r => show(r.resource, r.quota), align: 'right' },
    ],
    r => r.resource,
    '',
  );
  if (data.queuedRuns > 0) {
    output.note(`${data.queuedRuns} runs wait`);
  }
}
