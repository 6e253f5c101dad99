import type { ExperimentSpec } from '@pagoda/plugin-pagoda-common';

/** An experiment in one of its revisions. */
export interface ExperimentRecord {
  project: string;
  name: string;
  title: string;
  description: string;
  readme: string;
  owner: string;
  revision: number;
  spec: ExperimentSpec;
  generation: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What an experiment is made of, or changed to. */
export interface ExperimentContent {
  /** The name by default. */
  title?: string;
  description?: string;
  readme?: string;
  spec: ExperimentSpec;
}
