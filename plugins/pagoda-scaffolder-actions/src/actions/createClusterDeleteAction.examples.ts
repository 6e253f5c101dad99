import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:cluster:delete`. */
export const clusterDeleteExamples: TemplateExample[] = [
  {
    description: 'Remove a cluster although it is protected',
    example: `steps:
  - id: delete
    name: Remove the cluster
    action: pagoda:cluster:delete
    input:
      cluster: lab
      unprotect: true
`,
  },
];
