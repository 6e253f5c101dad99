import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  PagodaApiError,
  type Experiment,
  type Parameters,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap, type PagodaApi } from '../api';
import { toFields } from '../pages/experiments/parameterForm';
import { readNames, readText } from './readFormContext';
import { toListTexts, toLists, toTexts, toValues } from './valuesForm';

/** A sweep has at most as many points. */
const MOST_RUNS = 10_000;

/** Options of the field `PagodaParameters` that matter here. */
interface Options {
  projectField?: string;
  experimentField?: string;
  mode?: 'values' | 'sweep';
  exceptField?: string;
  combineField?: string;
}

/** Says what is wrong with parameters before the form goes on to its next step. */
export const checkParameters: CustomFieldValidator<
  Record<string, unknown>,
  Options
> = async (data, field, { apiHolder, formData, uiSchema }) => {
  const options: Options = uiSchema?.['ui:options'] ?? {};
  const context = { formData };
  const project = readText(context, options.projectField ?? 'project');
  const name = readText(context, options.experimentField ?? 'experiment');
  const api = apiHolder.get(pagodaApiRef);
  if (!api || project === undefined || name === undefined) {
    return;
  }
  const experiment = await unwrap(
    api.client.GET('/projects/{project}/experiments/{experiment}', {
      params: { path: { project, experiment: name } },
    }),
  );
  const combine = readText(context, options.combineField);
  const except = readNames(context, options.exceptField);
  const problems =
    options.mode === 'sweep'
      ? checkLists(experiment, data, combine)
      : checkValues(experiment, data, except);
  if (
    problems.length === 0 &&
    options.mode !== 'sweep' &&
    except.length === 0
  ) {
    problems.push(...(await askServer(api, experiment, data)));
  }
  problems.forEach(problem => field.addError(problem));
};

function checkValues(
  experiment: Experiment,
  data: unknown,
  except: string[],
): string[] {
  const { parameterSchema } = experiment.spec;
  const fields = toFields(parameterSchema).filter(
    ({ name }) => !except.includes(name),
  );
  const { problems } = toValues(fields, toTexts(fields, data), parameterSchema);
  return fields
    .filter(({ name }) => name in problems)
    .map(({ name, label }) => `${label}: ${problems[name]}`);
}

function checkLists(
  experiment: Experiment,
  data: unknown,
  combine: string | undefined,
): string[] {
  const { parameterSchema } = experiment.spec;
  const fields = toFields(parameterSchema);
  const { value, problems } = toLists(
    fields,
    toListTexts(fields, data),
    parameterSchema,
  );
  const found = fields
    .filter(({ name }) => name in problems)
    .map(({ name, label }) => `${label}: ${problems[name]}`);
  const lengths = Object.values(value).map(list => list.length);
  if (lengths.length === 0) {
    found.push('Give at least one parameter several values.');
  } else if (combine === 'zip') {
    if (lengths.some(length => length !== lengths[0])) {
      found.push('One after the other, all lists need the same length.');
    }
  } else if (lengths.reduce((a, b) => a * b, 1) > MOST_RUNS) {
    found.push(`A sweep has at most ${MOST_RUNS} runs.`);
  }
  return found;
}

/** What the experiment's schema says beyond what the form knows of. */
async function askServer(
  api: PagodaApi,
  experiment: Experiment,
  data: unknown,
): Promise<string[]> {
  try {
    await api.client.POST('/projects/{project}/runs:validate', {
      params: { path: { project: experiment.project } },
      body: { experiment: experiment.name, parameters: data as Parameters },
    });
    return [];
  } catch (error) {
    if (!(error instanceof PagodaApiError) || error.status !== 400) {
      throw error;
    }
    return error.problems.length > 0
      ? error.problems.map(({ field, message }) =>
          `${field.replace(/^parameters\.?/, '')} ${message}`.trim(),
        )
      : [error.message];
  }
}
