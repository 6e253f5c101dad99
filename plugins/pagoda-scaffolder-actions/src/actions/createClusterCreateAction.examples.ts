import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:cluster:create`. */
export const clusterCreateExamples: TemplateExample[] = [
  {
    description: 'Have a small cluster made by Magnum',
    example: `steps:
  - id: cluster
    name: Make the cluster
    action: pagoda:cluster:create
    input:
      name: lab
      provisioner: magnum
      cloud: campus
      clusterTemplate: k8s-1.34
      pools:
        - name: control
          role: control-plane
          count: 1
          flavor: m1.medium
        - name: work
          role: worker
          count: 2
          flavor: m1.large
      endsOn: '2099-12-31'
`,
  },
];
