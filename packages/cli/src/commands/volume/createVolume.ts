import { randomUUID } from 'node:crypto';
import type { Volume } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** How a volume of a Kubernetes cluster may be used. */
export type AccessMode = NonNullable<Volume['accessMode']>;

/** Flags of `pagoda volume create`. */
export interface VolumeCreateOptions {
  size: string;
  description?: string;
  cluster?: string;
  storageClass?: string;
  accessMode?: AccessMode;
  idempotencyKey?: string;
}

/** `pagoda volume create` */
export async function createVolume(
  context: Context,
  { idempotencyKey, ...body }: VolumeCreateOptions,
  name: string,
): Promise<void> {
  const { client, output } = context;
  const volume = dataOf(
    await client.POST('/projects/{project}/volumes', {
      params: {
        path: { project: await context.project() },
        header: { 'Idempotency-Key': idempotencyKey ?? randomUUID() },
      },
      body: { name, ...body },
    }),
  );
  output.one(
    volume,
    v => v.name,
    v =>
      `Created volume ${v.name} (${v.spec.size}) in project ${v.project} on cluster ${v.cluster}\n`,
  );
}
