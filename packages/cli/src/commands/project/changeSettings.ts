import type { ProjectKubernetes } from '@pagoda/plugin-pagoda-common';
import { stringify } from 'yaml';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { readDocument } from '../readDocument';
import { applySettings } from './applySettings';

/** `pagoda project settings` */
export async function changeSettings(
  context: Context,
  options: { file?: string; set?: string[] },
  name: string | undefined,
): Promise<void> {
  const { client, output } = context;
  const params = { path: { project: name ?? (await context.project()) } };
  const { file, set = [] } = options;
  const project = dataOf(await client.GET('/projects/{project}', { params }));
  const before = file === undefined ? project.kubernetes : readSettings(file);
  const changed =
    file === undefined && set.length === 0
      ? project
      : dataOf(
          await client.PATCH('/projects/{project}', {
            params,
            body: { kubernetes: applySettings(before ?? {}, set) },
          }),
        );
  output.one(
    changed.kubernetes ?? {},
    () => changed.name,
    settings => stringify(settings),
  );
}

function readSettings(file: string): ProjectKubernetes {
  const document = readDocument(file);
  if (
    typeof document !== 'object' ||
    document === null ||
    Array.isArray(document)
  ) {
    throw new CliError(
      `${file} has no settings`,
      EXIT.usage,
      'Write it as pagoda project settings shows them, such as podSecurity: baseline.',
    );
  }
  // What is wrong with it, the server says, with the field.
  return document as ProjectKubernetes;
}
