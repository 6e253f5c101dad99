import { randomUUID } from 'node:crypto';
import type { Member } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { definedOnly } from '../values';

/** Flags of `pagoda project create`. */
export interface ProjectCreateOptions {
  title?: string;
  description?: string;
  member?: Member[];
  concurrentRuns?: number;
  cpu?: string;
  memory?: string;
  gpu?: number;
  storage?: string;
  idempotencyKey?: string;
}

/** `pagoda project create` */
export async function createProject(
  context: Context,
  options: ProjectCreateOptions,
  name: string,
): Promise<void> {
  const { client, output } = context;
  const { title, description, member: members, idempotencyKey } = options;
  const { concurrentRuns, cpu, memory, gpu, storage } = options;
  const project = dataOf(
    await client.POST('/projects', {
      params: { header: { 'Idempotency-Key': idempotencyKey ?? randomUUID() } },
      body: definedOnly({
        ...{ name, title, description, members },
        quota: definedOnly({ concurrentRuns, cpu, memory, gpu, storage }),
      }),
    }),
  );
  output.one(
    project,
    p => p.name,
    p => `Created project ${p.name}\n`,
  );
}
