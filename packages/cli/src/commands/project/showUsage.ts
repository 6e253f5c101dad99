import { formatBytes, type ProjectUsage } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

const RESOURCES = [
  'concurrentRuns',
  'cpu',
  'memory',
  'gpu',
  'storage',
] as const;

/** `pagoda project usage` */
export async function showUsage(
  context: Context,
  _options: object,
  name: string | undefined,
): Promise<void> {
  const { client, output } = context;
  const path = { project: name ?? (await context.project()) };
  const usage = dataOf(
    await client.GET('/projects/{project}/usage', { params: { path } }),
  );
  if (output.structured) {
    output.one(
      usage,
      ({ project }) => project,
      ({ project }) => project,
    );
    return;
  }
  showTable(context, usage);
}

function showTable({ output }: Context, usage: ProjectUsage): void {
  output.list(
    { items: RESOURCES.map(resource => ({ resource, ...usage[resource] })) },
    [
      { title: 'Resource', value: r => r.resource },
      { title: 'Used', value: r => format(r.resource, r.used), align: 'right' },
      { title: 'Left', value: r => format(r.resource, r.left), align: 'right' },
      {
        title: 'Quota',
        value: r => format(r.resource, r.quota) || 'no limit',
        align: 'right',
      },
    ],
    r => r.resource,
    '',
  );
  if (usage.queuedRuns > 0) {
    output.note(`${usage.queuedRuns} runs wait`);
  }
}

function format(
  resource: (typeof RESOURCES)[number],
  value: number | undefined,
): string {
  if (value === undefined) {
    return '';
  }
  return resource === 'memory' || resource === 'storage'
    ? formatBytes(value)
    : String(value);
}
