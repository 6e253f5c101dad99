import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { ExperimentCreate } from '@pagoda/plugin-pagoda-common';
import { parse } from 'yaml';

/** Names of the sample experiments: the folders of `samples`. */
export const SAMPLES = [
  'montecarlo-pi',
  'heat-diffusion',
  'text-analysis',
] as const;

/** One of {@link SAMPLES}. */
export type SampleName = (typeof SAMPLES)[number];

/** A file that a sample wants in its volume. */
export interface SampleText {
  path: string;
  content: Buffer;
}

/** `experiment.yaml`: the definition, its files given by name alone. */
interface SampleDefinition extends Omit<ExperimentCreate, 'spec'> {
  spec: Omit<ExperimentCreate['spec'], 'files'> & { files: string[] };
}

/** Folder of a sample in this package. */
export function sampleDirectory(name: SampleName): string {
  return resolvePackagePath('@pagoda/plugin-pagoda-backend', 'samples', name);
}

/** A sample experiment as it would be sent to `POST /projects/{project}/experiments`. */
export async function loadSample(name: SampleName): Promise<ExperimentCreate> {
  const directory = sampleDirectory(name);
  const read = (file: string) => readFile(join(directory, file), 'utf8');
  const definition = parse(await read('experiment.yaml')) as SampleDefinition;
  const files = await Promise.all(
    definition.spec.files.map(async path => ({
      path,
      content: await read(path),
    })),
  );
  return {
    ...definition,
    name,
    readme: await read('README.md'),
    spec: { ...definition.spec, files },
  };
}

/** The texts that come with the sample `text-analysis`. */
export async function loadSampleTexts(): Promise<SampleText[]> {
  const directory = join(sampleDirectory('text-analysis'), 'texts');
  const paths = (await readdir(directory)).sort();
  return Promise.all(
    paths.map(async path => ({
      path,
      content: await readFile(join(directory, path)),
    })),
  );
}
