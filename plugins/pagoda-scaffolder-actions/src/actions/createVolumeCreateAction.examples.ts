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
];
