import { useEffect, useRef, useState } from 'react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Flex, Skeleton, Text } from '@backstage/ui';
import type { Experiment } from '@pagoda/plugin-pagoda-common';
import { ErrorPanel } from '../components';
import { toFields } from '../pages/experiments/parameterForm';
import { ParameterInputs } from '../pages/experiments/ParameterInputs';
import { useExperiment } from '../pages/experiments/useExperiment';
import { checkParameters } from './checkParameters';
import { readNames, readText } from './readFormContext';
import { SweepInputs } from './SweepInputs';
import { toListTexts, toLists, toTexts, toValues } from './valuesForm';

const schema = makeFieldSchema({
  output: z => z.record(z.string(), z.unknown()),
  uiOptions: z =>
    z.object({
      projectField: z
        .string()
        .optional()
        .describe('The field that names the project'),
      experimentField: z
        .string()
        .optional()
        .describe('The field that names the experiment'),
      mode: z
        .enum(['values', 'sweep'])
        .optional()
        .describe('One value for each parameter, or a list of values'),
      exceptField: z
        .string()
        .optional()
        .describe('The field of a sweep whose parameters are left out'),
      combineField: z
        .string()
        .optional()
        .describe('The field that says how a sweep combines: matrix or zip'),
    }),
});

type Props = typeof schema.TProps;

/** Asks for the parameters of the experiment in another field: a value for each, or the values that a sweep tries. */
export function ParametersField(props: Props) {
  const { formContext, uiSchema } = props;
  const options = uiSchema['ui:options'];
  const project = readText(formContext, options?.projectField ?? 'project');
  const experiment = readText(
    formContext,
    options?.experimentField ?? 'experiment',
  );
  const isChosen = project !== undefined && experiment !== undefined;
  return (
    <Flex
      direction="column"
      gap="3"
      role="group"
      aria-label={props.schema.title ?? 'Parameters'}
    >
      <div>
        <Text as="h5" variant="title-x-small" style={{ margin: 0 }}>
          {props.schema.title ?? 'Parameters'}
        </Text>
        {props.schema.description && (
          <Text variant="body-small" color="secondary">
            {props.schema.description}
          </Text>
        )}
      </div>
      {isChosen ? (
        <OfExperiment {...props} project={project} experiment={experiment} />
      ) : (
        <Text color="secondary">Choose an experiment first.</Text>
      )}
    </Flex>
  );
}

function OfExperiment(props: Props & { project: string; experiment: string }) {
  const { project, experiment } = props;
  const { data, error, refresh } = useExperiment(project, experiment);
  // What the form holds at first, as after going back a step, belongs to this experiment; later it is that of another.
  const key = `${project}/${experiment}`;
  const first = useRef(key);
  const held = first.current === key ? props.formData : undefined;
  if (first.current !== key) {
    first.current = '';
  }
  if (error && !data) {
    return <ErrorPanel error={error} onRetry={refresh} />;
  }
  if (!data) {
    return <Skeleton height="6rem" aria-busy="true" />;
  }
  const Inputs =
    props.uiSchema['ui:options']?.mode === 'sweep' ? Lists : Values;
  return <Inputs key={key} field={props} experiment={data} held={held} />;
}

interface InputsProps {
  field: Props;
  experiment: Experiment;
  held: unknown;
}

function Values({ field, experiment, held }: InputsProps) {
  const { parameterSchema } = experiment.spec;
  const all = toFields(parameterSchema);
  const [texts, setTexts] = useState(() => toTexts(all, held));
  const except = new Set(
    readNames(field.formContext, field.uiSchema['ui:options']?.exceptField),
  );
  const fields = all.filter(({ name }) => !except.has(name));
  const { value, problems } = toValues(fields, texts, parameterSchema);
  useHeld(field, value);
  if (fields.length === 0 && all.length > 0) {
    return <Text color="secondary">All parameters vary.</Text>;
  }
  return (
    <ParameterInputs
      fields={fields}
      values={texts}
      problems={Object.fromEntries(
        Object.entries(problems).filter(
          ([name]) => Object.hasOwn(value, name) || field.rawErrors.length > 0,
        ),
      )}
      onChange={(name, text) => setTexts({ ...texts, [name]: text })}
    />
  );
}

function Lists({ field, experiment, held }: InputsProps) {
  const { parameterSchema } = experiment.spec;
  const fields = toFields(parameterSchema);
  const [texts, setTexts] = useState(() => toListTexts(fields, held));
  const { value, problems } = toLists(fields, texts, parameterSchema);
  useHeld(field, value);
  return (
    <SweepInputs
      fields={fields}
      texts={texts}
      lists={value}
      problems={problems}
      combine={
        readText(
          field.formContext,
          field.uiSchema['ui:options']?.combineField,
        ) === 'zip'
          ? 'zip'
          : 'matrix'
      }
      onChange={(name, text) => setTexts({ ...texts, [name]: text })}
    />
  );
}

/** Lets the form hold a value. */
function useHeld(field: Props, value: Record<string, unknown>) {
  const isHeld = serialise(field.formData) === serialise(value);
  // After every drawing: the form loses one of two changes that are made at the same time, and it is made again then.
  useEffect(() => {
    if (!isHeld) {
      field.onChange(value);
    }
  });
}

function serialise(value: Record<string, unknown> | undefined): string {
  return JSON.stringify(
    Object.entries(value ?? {})
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The form field `PagodaParameters`. */
export const parametersField = createFormField({
  name: 'PagodaParameters',
  component: ParametersField,
  validation: checkParameters,
  schema,
});
