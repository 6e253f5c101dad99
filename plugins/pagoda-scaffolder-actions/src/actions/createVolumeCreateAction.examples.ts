import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:volume:create`. */
export const volumeCreateExamples: TemplateExample[] = [
  {
    description: 'Create a volume for input data',
    example: `steps:
  - id: volume
    name: Create the volume
    action: pagoda:volume:create
    input:
      project: demo
      name: measurements
      size: 1Gi
      description: Raw data of the telescope
`,
  },
  {
    description: 'Create a volume in a cloud that a cluster can mount',
    example: `steps:
  - id: volume
    name: Create the volume
    action: pagoda:volume:create
    input:
      project: demo
      name: images
      size: 100Gi
      cloud: campus
      volumeType: fast
      zone: nova
      cluster: lab
      deletionProtection: true
`,
  },
  {
    description: 'Create a volume with what a snapshot of another holds',
    example: `steps:
  - id: volume
    name: Create the volume
    action: pagoda:volume:create
    input:
      project: demo
      name: images-before
      size: 100Gi
      cloud: campus
      source:
        volume: images
        snapshot: before-cleaning
`,
  },
];
