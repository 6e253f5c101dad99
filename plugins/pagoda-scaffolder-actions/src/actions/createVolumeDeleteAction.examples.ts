import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:volume:delete`. */
export const volumeDeleteExamples: TemplateExample[] = [
  {
    description: 'Delete a volume although it is protected and has snapshots',
    example: `steps:
  - id: delete
    name: Delete the volume
    action: pagoda:volume:delete
    input:
      project: demo
      volume: images
      unprotect: true
      deleteSnapshots: true
`,
  },
];
