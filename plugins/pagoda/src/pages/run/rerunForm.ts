import {
  parseQuantity,
  type Run,
  type RunRerun,
} from '@pagoda/plugin-pagoda-common';
import { formatValue } from '../../describeRun';

/** What the dialog shows: every value as it is typed. */
export interface RerunForm {
  parameters: Record<string, string | boolean>;
  cpu: string;
  memory: string;
  gpu: string;
  timeoutSeconds: string;
}

/** The form filled in with what the run had. */
export function toRerunForm(run: Run): RerunForm {
  const { parameters, resources, timeoutSeconds } = run.spec;
  return {
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name,
        typeof value === 'boolean' ? value : formatValue(value),
      ]),
    ),
    cpu: resources.cpu,
    memory: resources.memory,
    gpu: String(resources.gpu),
    timeoutSeconds: String(timeoutSeconds),
  };
}

/**
 * What the form changes of the run.
 *
 * @returns `problems` by field where the form cannot be sent; `changes` are then missing
 */
export function buildRerun(
  run: Run,
  form: RerunForm,
): { changes?: RunRerun; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const before = toRerunForm(run);

  const parameters: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(form.parameters)) {
    if (value === before.parameters[name]) {
      continue;
    }
    try {
      parameters[name] =
        typeof value === 'boolean'
          ? value
          : parseLike(run.spec.parameters[name], value);
    } catch (error) {
      problems[`parameters.${name}`] = (error as Error).message;
    }
  }

  const resources: RunRerun['resources'] = {};
  for (const item of ['cpu', 'memory'] as const) {
    if (form[item] !== before[item]) {
      try {
        parseQuantity(form[item]);
        resources[item] = form[item];
      } catch (error) {
        problems[`resources.${item}`] = (error as Error).message;
      }
    }
  }
  if (form.gpu !== before.gpu) {
    resources.gpu = readCount(form.gpu, 'resources.gpu', 0, problems);
  }
  const timeoutSeconds =
    form.timeoutSeconds === before.timeoutSeconds
      ? undefined
      : readCount(form.timeoutSeconds, 'timeoutSeconds', 1, problems);

  if (Object.keys(problems).length > 0) {
    return { problems };
  }
  return {
    problems,
    changes: {
      ...(Object.keys(parameters).length > 0 && { parameters }),
      ...(Object.keys(resources).length > 0 && { resources }),
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    },
  };
}

/** The text as the same kind of value as there was before. */
function parseLike(previous: unknown, text: string): unknown {
  if (typeof previous === 'string') {
    return text;
  }
  if (typeof previous === 'number') {
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) {
      throw new TypeError(`'${text}' is not a number`);
    }
    return number;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError(
      `Write it as JSON, such as ${JSON.stringify(previous)}`,
    );
  }
}

function readCount(
  text: string,
  field: string,
  minimum: number,
  problems: Record<string, string>,
): number | undefined {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < minimum) {
    problems[field] = `'${text}' is not a whole number from ${minimum} on`;
    return undefined;
  }
  return number;
}
