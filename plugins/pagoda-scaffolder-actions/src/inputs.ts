import type { z as zod } from 'zod/v3';

type Z = typeof zod;

/** The project that something happens in. */
export const project = (z: Z) => z.string().describe('Name of the project');

/** Name of something new. */
export const newName = (what: string) => (z: Z) =>
  z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    .max(63)
    .describe(
      `Name of the new ${what}: at most 63 small letters, digits and dashes`,
    );

/** Values of parameters by name. */
export const parameters = (z: Z) =>
  z
    .record(z.any())
    .optional()
    .describe("Values by name; what is left out takes the schema's default");

/** Labels of runs. */
export const labels = (z: Z) =>
  z.record(z.string()).optional().describe('Labels to find it by');

/** Where it runs. */
export const cluster = (z: Z) =>
  z
    .string()
    .optional()
    .describe('Name of the cluster; where there is one only, that one');

/** What a run asks for. */
export const resources = (z: Z) =>
  z
    .object({
      cpu: z.string().optional().describe('Cores, such as 500m or 2'),
      memory: z.string().optional().describe('Such as 512Mi or 4Gi'),
      gpu: z.number().int().min(0).optional().describe('Devices'),
    })
    .strict()
    .optional()
    .describe('Replaces what the experiment asks for, item by item');

/** Volumes that a run mounts. */
export const volumes = (z: Z) =>
  z
    .array(
      z
        .object({
          name: z.string().describe('Name of the volume, in the same project'),
          path: z
            .string()
            .describe('Where the run finds it, below $PAGODA_INPUT_DIR'),
          readOnly: z.boolean().optional().describe('Default: true'),
        })
        .strict(),
    )
    .optional()
    .describe('Volumes to mount');

/** A limit of time. */
export const timeoutSeconds = (z: Z) =>
  z.number().int().min(1).optional().describe('Time limit of a run');

/** When a failed run is tried again. */
export const retries = (z: Z) =>
  z
    .object({
      limit: z.number().int().min(0).optional(),
      backoffSeconds: z.number().min(0).optional(),
      rules: z
        .array(
          z
            .object({
              exitCodes: z.array(z.number().int()),
              action: z.enum(['Retry', 'Fail']),
            })
            .strict(),
        )
        .optional(),
    })
    .strict()
    .optional()
    .describe('How often, after how long and for which exit codes');

/** What a revision of an experiment fixes. */
export const experimentSpec = (z: Z) =>
  z
    .object({
      image: z
        .string()
        .describe('Container image, such as docker.io/library/node:24'),
      command: z.array(z.string()).min(1).describe('Command and arguments'),
      files: z
        .array(z.object({ path: z.string(), content: z.string() }).strict())
        .optional()
        .describe('Code that is put into the working directory'),
      parameterSchema: z
        .object({ type: z.literal('object') })
        .passthrough()
        .optional()
        .describe('JSON Schema (2020-12) of the parameters'),
      environment: z.record(z.string()).optional(),
      resources: resources(z),
      volumes: volumes(z),
      timeoutSeconds: timeoutSeconds(z),
      retries: retries(z),
    })
    .strict()
    .describe('What is executed, and with which parameters');

/** Parameters as a list, which is easier to fill in than a JSON Schema. */
export const parameterRows = (z: Z) =>
  z
    .array(
      z
        .object({
          name: z
            .string()
            .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
            .describe(
              'Such as samples; the run finds it in $PAGODA_PARAM_SAMPLES',
            ),
          type: z.enum(['integer', 'number', 'string', 'boolean']),
          title: z.string().optional(),
          description: z.string().optional(),
          default: z.string().optional().describe('Written as text'),
          minimum: z.number().optional(),
          maximum: z.number().optional(),
          choices: z
            .array(z.string())
            .optional()
            .describe('The values it may have'),
          required: z.boolean().optional(),
        })
        .strict(),
    )
    .optional()
    .describe('Parameters, instead of spec.parameterSchema');

/** Users and groups. */
export const subjects = (role: string) => (z: Z) =>
  z
    .array(z.string())
    .optional()
    .describe(`Entity references of users and groups that are ${role}`);

/** Name of a cluster that there is. */
export const clusterName = (z: Z) => z.string().describe('Name of the cluster');

const thing = (z: Z, what: string) =>
  z.string().optional().describe(`${what}: its name or id in the cloud`);

/** What pools of a cluster are to be. */
export const pools = (z: Z) =>
  z
    .array(
      z
        .object({
          name: z.string().describe('Such as work'),
          role: z.enum(['control-plane', 'worker']),
          count: z.number().int().min(0).describe('How many machines'),
          flavor: z.string().describe('Their size: its name or id'),
          image: thing(z, 'Image of the machines'),
          zone: thing(z, 'Zone of the machines'),
          network: thing(z, 'Network of the machines'),
          labels: z.record(z.string()).optional().describe('Of the nodes'),
          taints: z
            .array(
              z
                .object({
                  key: z.string(),
                  value: z.string().optional(),
                  effect: z.enum([
                    'NoSchedule',
                    'PreferNoSchedule',
                    'NoExecute',
                  ]),
                })
                .strict(),
            )
            .optional()
            .describe('Of the nodes'),
          diskGiB: z
            .number()
            .int()
            .min(1)
            .optional()
            .describe('Boot from a volume of this size'),
          volumeType: thing(z, 'Type of that volume'),
          minCount: z.number().int().min(0).optional(),
          maxCount: z.number().int().min(1).optional(),
        })
        .strict(),
    )
    .min(2)
    .describe('One for the control plane, others for workers');

/** Whether a task waits for what it has begun, and for how long. */
export const wait = (z: Z) =>
  z
    .boolean()
    .optional()
    .describe('Wait until it is done (default: true); it goes on anyway');

/** A limit of the waiting. */
export const waitSeconds = (z: Z) =>
  z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Give up waiting after this time; it goes on anyway');

/** Name of a volume that there is. */
export const volumeName = (z: Z) => z.string().describe('Name of the volume');

/** A size of storage. */
export const size = (z: Z) =>
  z.string().describe('Such as 500Mi or 10Gi; clouds have whole GiB');
