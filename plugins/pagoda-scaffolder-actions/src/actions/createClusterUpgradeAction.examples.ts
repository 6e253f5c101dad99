import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:cluster:upgrade`. */
export const clusterUpgradeExamples: TemplateExample[] = [
  {
    description: 'Upgrade to the next minor version',
    example: `steps:
  - id: upgrade
    name: Upgrade the cluster
    action: pagoda:cluster:upgrade
    input:
      cluster: lab
      version: k8s-1.35
`,
  },
];
