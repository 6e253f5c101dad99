import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:run:submit`. */
export const runSubmitExamples: TemplateExample[] = [
  {
    description: 'Run an experiment with parameters of its own',
    example: `steps:
  - id: submit
    name: Submit the run
    action: pagoda:run:submit
    input:
      project: demo
      experiment: montecarlo-pi
      parameters:
        samples: 5000
        seed: 42
      labels:
        paper: fig2
`,
  },
  {
    description: 'Run an image without an experiment, with a time limit',
    example: `steps:
  - id: submit
    name: Submit the run
    action: pagoda:run:submit
    input:
      project: demo
      spec:
        image: docker.io/library/node:24
        command: [node, -e, 'console.log(6 * 7)']
        resources:
          cpu: 500m
          memory: 256Mi
      timeoutSeconds: 60
`,
  },
];
