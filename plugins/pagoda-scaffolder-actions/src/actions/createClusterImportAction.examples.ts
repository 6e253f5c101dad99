import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:cluster:import`. */
export const clusterImportExamples: TemplateExample[] = [
  {
    description: 'Use a cluster by a token that was typed as a secret',
    example: `steps:
  - id: import
    name: Import the cluster
    action: pagoda:cluster:import
    input:
      name: lab
      server: https://lab.example.org:6443
      token: \${{ secrets.token }}
`,
  },
];
