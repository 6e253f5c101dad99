import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:cluster:scale`. */
export const clusterScaleExamples: TemplateExample[] = [
  {
    description: 'Have five machines for work',
    example: `steps:
  - id: scale
    name: Scale the cluster
    action: pagoda:cluster:scale
    input:
      cluster: lab
      counts:
        work: 5
`,
  },
];
