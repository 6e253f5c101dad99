import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:project:create`. */
export const projectCreateExamples: TemplateExample[] = [
  {
    description: 'Create a project with an owner, researchers and a quota',
    example: `steps:
  - id: project
    name: Create the project
    action: pagoda:project:create
    input:
      name: climate
      title: Climate models
      quota:
        concurrentRuns: 10
        cpu: '16'
        memory: 64Gi
        storage: 1Ti
      owners: ['user:default/researcher']
      researchers: ['group:default/climate']
`,
  },
];
