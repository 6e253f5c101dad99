import { randomUUID } from 'node:crypto';
import type { VolumeClone } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { confirm } from '../confirm';
import { dataOf } from '../dataOf';
import { definedOnly } from '../values';
import type { WaitOptions } from '../waitUntil';
import { describeVolume } from './describeVolume';
import { showVolume } from './showVolume';
import { waitForVolume } from './waitForVolume';

/** `pagoda volume restore` */
export async function restoreVolume(
  context: Context,
  options: WaitOptions & { yes?: boolean },
  volume: string,
  snapshot: string,
): Promise<void> {
  const { client, output } = context;
  const path = { project: await context.project(), volume };
  await confirm(
    `Set volume ${volume} of project ${path.project} back to ${snapshot}? What was written to it since is lost.`,
    options.yes,
  );
  const asked = dataOf(
    await client.POST('/projects/{project}/volumes/{volume}:restore', {
      params: { path },
      body: { snapshot },
    }),
  );
  const restored = options.wait
    ? await waitForVolume(context, path, options)
    : asked;
  const restoring = restored.status.conditions.find(
    ({ type }) => type === 'Restoring',
  );
  if (
    restoring?.status === 'False' &&
    /Failed|Refused/.test(restoring.reason)
  ) {
    throw new CliError(
      `Volume ${volume} was not restored: ${restoring.message}`,
      EXIT.conflict,
    );
  }
  output.one(
    restored,
    v => v.name,
    v => describeVolume(v, output.colors),
  );
}

/** Flags of `pagoda volume clone`. */
export interface CloneOptions extends WaitOptions {
  snapshot?: string;
  size?: string;
  type?: string;
  cluster?: string;
  description?: string;
  idempotencyKey?: string;
}

/** `pagoda volume clone` */
export async function cloneVolume(
  context: Context,
  options: CloneOptions,
  volume: string,
  name: string,
): Promise<void> {
  const { client } = context;
  const path = { project: await context.project(), volume };
  const { snapshot, size, cluster, description, type: volumeType } = options;
  const body = definedOnly<VolumeClone>({
    ...{ name, snapshot, size, volumeType, cluster, description },
  });
  const clone = dataOf(
    await client.POST('/projects/{project}/volumes/{volume}:clone', {
      params: {
        path,
        header: { 'Idempotency-Key': options.idempotencyKey ?? randomUUID() },
      },
      body,
    }),
  );
  await showVolume(context, clone, options);
}

/** `pagoda volume transfer` */
export async function transferVolume(
  context: Context,
  options: { yes?: boolean },
  volume: string,
  toProject: string,
): Promise<void> {
  const path = { project: await context.project(), volume };
  await confirm(
    `Give volume ${volume} of project ${path.project} with its snapshots to project ${toProject}? Its members have it from then on.`,
    options.yes,
  );
  await showVolume(
    context,
    dataOf(
      await context.client.POST(
        '/projects/{project}/volumes/{volume}:transfer',
        { params: { path }, body: { project: toProject } },
      ),
    ),
    {},
  );
}
