import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:experiment:create`. */
export const experimentCreateExamples: TemplateExample[] = [
  {
    description: 'Define an experiment with its code and one parameter',
    example: `steps:
  - id: create
    name: Define the experiment
    action: pagoda:experiment:create
    input:
      project: demo
      name: squares
      title: Sum of squares
      spec:
        image: docker.io/library/node:24
        command: [node, squares.js]
        files:
          - path: squares.js
            content: |
              const n = Number(process.env.PAGODA_PARAM_N);
              console.log((n * (n + 1) * (2 * n + 1)) / 6);
        parameterSchema:
          type: object
          properties:
            n:
              type: integer
              minimum: 1
              default: 10
`,
  },
  {
    description: 'Add a revision where the experiment is there already',
    example: `steps:
  - id: create
    name: Define the experiment
    action: pagoda:experiment:create
    input:
      project: demo
      name: hello
      update: true
      spec:
        image: docker.io/library/node:24
        command: [node, -e, 'console.log("hello")']
        timeoutSeconds: 60
`,
  },
];
