import { randomUUID } from 'node:crypto';
import type { Context } from '../../context/Context';

/** `pagoda volume create` */
export async function createVolume(
  context: Context,
  options: { size: string; description?: string; cluster?: string },
  name: string,
): Promise<void> {
  const { data } = await context.client.POST('/projects/{project}/volumes', {
    params: {
      path: { project: await context.project() },
      header: { 'Idempotency-Key': randomUUID() },
    },
    body: { name, ...options },
  });
  if (data) {
    context.output.one(
      data,
      v => v.name,
      v =>
        `Created volume ${v.name} (${v.spec.size}) in project ${v.project}\n`,
    );
  }
}
