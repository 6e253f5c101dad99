import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

/** Examples of `pagoda:run:wait`. */
export const runWaitExamples: TemplateExample[] = [
  {
    description: 'Submit a run, wait for it, and fail with it',
    example: `steps:
  - id: submit
    name: Submit the run
    action: pagoda:run:submit
    input:
      project: demo
      experiment: montecarlo-pi
      parameters:
        samples: 3000
  - id: wait
    name: Wait for its end
    action: pagoda:run:wait
    input:
      runId: \${{ steps.submit.output.runId }}
      timeoutSeconds: 600
`,
  },
];
