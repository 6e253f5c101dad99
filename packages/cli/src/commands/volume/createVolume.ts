import { randomUUID } from 'node:crypto';
import type { Volume, VolumeCreate } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { definedOnly } from '../values';
import type { WaitOptions } from '../waitUntil';
import { showVolume } from './showVolume';
import { readVolume } from './waitForVolume';

/** How a volume of a Kubernetes cluster may be used. */
export type AccessMode = NonNullable<Volume['accessMode']>;

/** Flags of `pagoda volume create`. */
export interface VolumeCreateOptions extends WaitOptions {
  size?: string;
  description?: string;
  cluster?: string;
  storageClass?: string;
  accessMode?: AccessMode;
  cloud?: string;
  type?: string;
  zone?: string;
  /** `VOLUME` or `VOLUME@SNAPSHOT`. */
  from?: string;
  protect?: boolean;
  idempotencyKey?: string;
}

/** `pagoda volume create` */
export async function createVolume(
  context: Context,
  options: VolumeCreateOptions,
  name: string,
): Promise<void> {
  const { client, output } = context;
  const project = await context.project();
  const body = await toBody(context, project, options, name);
  const volume = dataOf(
    await client.POST('/projects/{project}/volumes', {
      params: {
        path: { project },
        header: { 'Idempotency-Key': options.idempotencyKey ?? randomUUID() },
      },
      body,
    }),
  );
  if (options.wait || volume.cloud !== undefined) {
    output.note(
      `Asked for volume ${volume.name} (${volume.spec.size})${
        volume.cloud === undefined ? '' : ` in cloud ${volume.cloud}`
      }`,
    );
    await showVolume(context, volume, options);
    return;
  }
  output.one(
    volume,
    v => v.name,
    v =>
      `Created volume ${v.name} (${v.spec.size}) in project ${v.project} on cluster ${v.cluster}\n`,
  );
}

/** What is missing of a volume that is made from another, that one says. */
async function toBody(
  context: Context,
  project: string,
  options: VolumeCreateOptions,
  name: string,
): Promise<VolumeCreate> {
  const { description, cluster, storageClass, accessMode, zone } = options;
  const source =
    options.from === undefined ? undefined : parseSource(options.from);
  let { size, cloud } = options;
  if (source && (size === undefined || cloud === undefined)) {
    const key = { project, volume: source.volume };
    const found = await readVolume(context, key);
    if (found.cloud === undefined) {
      throw new CliError(
        `Volume ${source.volume} is in no cloud: nothing can be made from it`,
        EXIT.usage,
        `pagoda volume get ${source.volume}`,
      );
    }
    size ??= found.spec.size;
    cloud ??= found.cloud;
  }
  if (size === undefined) {
    throw new CliError(
      'The size is missing: --size, such as --size 10Gi',
      EXIT.usage,
      'pagoda volume create --help',
    );
  }
  return definedOnly<VolumeCreate>({
    ...{ name, size, description, cluster, storageClass, accessMode },
    ...{ cloud, volumeType: options.type, zone, source },
    deletionProtection: options.protect,
  });
}

/** Of `VOLUME` or `VOLUME@SNAPSHOT`. */
function parseSource(text: string): NonNullable<VolumeCreate['source']> {
  const [volume, snapshot, ...more] = text.split('@');
  if (!volume || snapshot === '' || more.length > 0) {
    throw new CliError(
      `--from takes VOLUME or VOLUME@SNAPSHOT, not '${text}'`,
      EXIT.usage,
    );
  }
  return { volume, ...(snapshot !== undefined && { snapshot }) };
}
