import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:sweep:submit`. */
export const sweepSubmitExamples: TemplateExample[] = [
  {
    description: 'Every combination of two parameters, two at a time',
    example: `steps:
  - id: sweep
    name: Submit the sweep
    action: pagoda:sweep:submit
    input:
      project: demo
      experiment: montecarlo-pi
      matrix:
        samples: [1000, 2000]
        seed: [1, 2, 3]
      parallelism: 2
      maxFailures: 0
`,
  },
  {
    description: 'Points given in full, with a value that all share',
    example: `steps:
  - id: sweep
    name: Submit the sweep
    action: pagoda:sweep:submit
    input:
      project: demo
      experiment: montecarlo-pi
      parameters:
        checkpoints: 10
      list:
        - samples: 1000
          seed: 1
        - samples: 5000
          seed: 2
`,
  },
];
