import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:volume:resize`. */
export const volumeResizeExamples: TemplateExample[] = [
  {
    description: 'Give a volume more room',
    example: `steps:
  - id: resize
    name: Make the volume larger
    action: pagoda:volume:resize
    input:
      project: demo
      volume: images
      size: 200Gi
`,
  },
];
