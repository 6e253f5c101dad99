import { Readable } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { parseQuantity } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { DataDirectory } from '../DataDirectory';
import { everChanged, type EntityChange } from '../database/entityChanges';
import { ExperimentStore } from '../experiments/ExperimentStore';
import type { Checksums } from '../files/Checksums';
import { ApiError } from '../http/errors';
import type { ProjectStore } from '../projects/ProjectStore';
import { DirectoryVolumeProvider } from '../volumes/providers/directory/DirectoryVolumeProvider';
import type { VolumeStore } from '../volumes/VolumeStore';
import { loadSample, loadSampleTexts, type SampleName } from './loadSample';
import {
  SAMPLE_PROJECTS,
  TEXTS_VOLUME,
  type SampleProject,
} from './sampleProjects';

/** What {@link createSamples} needs. */
export interface CreateSamplesOptions {
  knex: Knex;
  projects: ProjectStore;
  volumes: VolumeStore;
  data: DataDirectory;
  checksums: Checksums;
  logger: LoggerService;
}

const ADMINISTRATOR = 'user:default/administrator';
const CLUSTER = 'local';
const TEXTS_SIZE = '1Gi';

/**
 * Makes the sample projects with their experiments and the texts for one of them. Whatever was made once is not made again,
 * also when somebody has deleted it since; what a crash has left unmade is made at the next start.
 */
export async function createSamples(
  options: CreateSamplesOptions,
): Promise<void> {
  for (const sample of SAMPLE_PROJECTS) {
    await createProject(options, sample);
    for (const name of sample.experiments) {
      await createExperiment(options, sample, name);
    }
  }
}

async function createProject(
  { knex, projects, logger }: CreateSamplesOptions,
  { project }: SampleProject,
): Promise<void> {
  await once(knex, { kind: 'project', name: project.name }, async () => {
    await projects.create(project, ADMINISTRATOR, () => undefined);
    logger.info(`Made the sample project '${project.name}'`);
  });
}

async function createExperiment(
  options: CreateSamplesOptions,
  { project: { name: project }, owner }: SampleProject,
  name: SampleName,
): Promise<void> {
  const { knex, projects } = options;
  if (!(await projects.find(project))) {
    return;
  }
  await once(knex, { kind: 'experiment', project, name }, async () => {
    if (name === 'text-analysis') {
      // First, so that an interrupted start makes up for it: the experiment says that all is there.
      await createTexts(options, project, owner);
    }
    const { title, description, readme, spec } = await loadSample(name);
    await new ExperimentStore(knex).create(
      { project, name, owner },
      {
        title: title ?? name,
        description: description ?? '',
        readme: readme ?? '',
        spec,
      },
      () => undefined,
    );
  });
}

async function createTexts(
  { volumes, data, checksums }: CreateSamplesOptions,
  project: string,
  owner: string,
): Promise<void> {
  const provider = new DirectoryVolumeProvider(data, checksums);
  const sizeBytes = parseQuantity(TEXTS_SIZE);
  const key = { project, name: TEXTS_VOLUME };
  await volumes.transaction(tx =>
    volumes.create(
      {
        ...key,
        description: 'Texts for the experiment text-analysis; add your own',
        cluster: CLUSTER,
        provider: 'directory',
        owner,
        size: TEXTS_SIZE,
        sizeBytes,
      },
      tx,
    ),
  );
  await provider.provision(key);
  const files = provider.files(key);
  for (const { path, content } of await loadSampleTexts()) {
    const { size, replacedSize } = await files.write(
      path,
      Readable.from([content]),
    );
    await volumes.addUsage(key, {
      bytes: size - (replacedSize ?? 0),
      files: replacedSize === undefined ? 1 : 0,
    });
  }
  // The reconciler finds the volume pending and makes it available within seconds.
}

/** Makes something unless it is, or was, there. */
async function once(
  knex: Knex,
  thing: EntityChange,
  make: () => Promise<void>,
): Promise<void> {
  if (await everChanged(knex, thing)) {
    return;
  }
  try {
    await make();
  } catch (error) {
    // Another process, which starts at the same time, was quicker.
    if (!(error instanceof ApiError && error.code === 'NameTaken')) {
      throw error;
    }
  }
}
