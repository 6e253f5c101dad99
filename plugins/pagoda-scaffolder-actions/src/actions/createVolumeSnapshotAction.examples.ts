import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:volume:snapshot`. */
export const volumeSnapshotExamples: TemplateExample[] = [
  {
    description: 'Keep what a volume in a cloud holds now',
    example: `steps:
  - id: snapshot
    name: Take a snapshot
    action: pagoda:volume:snapshot
    input:
      project: demo
      volume: images
      name: before-cleaning
`,
  },
];
