import type { ProjectCreate } from '@pagoda/plugin-pagoda-common';
import type { SampleName } from './loadSample';

/** A project that comes with a portal for trying out. */
export interface SampleProject {
  project: ProjectCreate & Required<Pick<ProjectCreate, 'members'>>;
  /** Entity reference of the user who is said to have made what is in it. */
  owner: string;
  experiments: SampleName[];
}

/** Name of the volume that the sample `text-analysis` reads. */
export const TEXTS_VOLUME = 'texts';

/** The sample projects; their members are the personas of the auth provider `demo`. */
export const SAMPLE_PROJECTS: SampleProject[] = [
  {
    project: {
      name: 'demo',
      title: 'Demo',
      description:
        'A project to try PAGoDA with: three experiments that need nothing but Node.js.',
      quota: {
        concurrentRuns: 4,
        cpu: '4',
        memory: '8Gi',
        gpu: 0,
        storage: '20Gi',
      },
      members: [
        { subject: 'user:default/researcher', role: 'owner' },
        { subject: 'user:default/viewer', role: 'viewer' },
      ],
    },
    owner: 'user:default/researcher',
    experiments: ['montecarlo-pi', 'heat-diffusion', 'text-analysis'],
  },
  {
    project: {
      name: 'vision',
      title: 'Computer vision',
      description: 'A second project, with a member and a quota of its own.',
      quota: {
        concurrentRuns: 2,
        cpu: '2',
        memory: '4Gi',
        gpu: 0,
        storage: '10Gi',
      },
      members: [{ subject: 'user:default/researcher2', role: 'owner' }],
    },
    owner: 'user:default/researcher2',
    experiments: ['heat-diffusion'],
  },
];
