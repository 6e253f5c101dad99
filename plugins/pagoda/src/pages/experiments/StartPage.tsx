import { useState, type FormEvent } from 'react';
import { Button, Flex, Skeleton, Text, TextField } from '@backstage/ui';
import { RiPlayLine } from '@remixicon/react';
import {
  PagodaApiError,
  type Experiment,
  type RunSubmit,
} from '@pagoda/plugin-pagoda-common';
import { ErrorPanel, PageLayout, Panel } from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useParams } from '../../routing';
import { FitNotice } from './FitNotice';
import { toFields, toParameters } from './parameterForm';
import { ParameterInputs } from './ParameterInputs';
import { PlaceFields, type PlaceChoice } from './PlaceFields';
import styles from './StartPage.module.css';
import { useExperiment } from './useExperiment';
import { useStart, useValidation } from './useStart';

/** Sets the parameters of an experiment and starts a run. */
export function StartPage() {
  const { project = '', experiment = '' } = useParams();
  const { data, error, refresh } = useExperiment(project, experiment);
  const links = useLinks();
  return (
    <PageLayout
      title={`Start ${data?.title ?? experiment}`}
      parents={[
        { label: 'Experiments', href: links.experiments() },
        {
          label: data?.title ?? experiment,
          href: links.experiment(project, experiment),
        },
      ]}
      subtitle={<Text color="secondary">in project {project}</Text>}
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="20rem" />}
      {data && <StartForm experiment={data} />}
    </PageLayout>
  );
}

function StartForm({ experiment }: { experiment: Experiment }) {
  const { project, spec } = experiment;
  const [values, setValues] = useState<Record<string, string | boolean>>({});
  const [asked, setAsked] = useState({
    cpu: spec.resources?.cpu ?? '1',
    memory: spec.resources?.memory ?? '512Mi',
    gpu: String(spec.resources?.gpu ?? 0),
    timeout: String(spec.timeoutSeconds ?? 3600),
  });
  const [place, setPlace] = useState<PlaceChoice>({});
  const [labels, setLabels] = useState('');
  const [tried, setTried] = useState(false);
  const fields = toFields(spec.parameterSchema);
  const { parameters, problems } = toParameters(
    fields,
    values,
    spec.parameterSchema,
  );
  const body: RunSubmit = {
    experiment: experiment.name,
    revision: experiment.revision,
    parameters,
    resources: {
      cpu: asked.cpu.trim(),
      memory: asked.memory.trim(),
      gpu: Number(asked.gpu),
    },
    timeoutSeconds: Number(asked.timeout),
    ...place,
    ...(labels.trim() && { labels: parseLabels(labels) }),
  };
  const isComplete = Object.keys(problems).length === 0;
  const validation = useValidation(project, isComplete ? body : undefined);
  const { start, isPending, error } = useStart(project);
  const told = problemsOf(error ?? validation.error);
  const shown = (name: string) =>
    (tried ? problems[name] : undefined) ?? told[`parameters.${name}`];

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (isComplete) {
      void start(body);
    }
  }

  const resource = (
    name: keyof typeof asked,
    label: string,
    description: string,
    field: string,
  ) => (
    <div className={styles.resource}>
      <TextField
        label={label}
        description={description}
        value={asked[name]}
        isInvalid={told[field] !== undefined}
        onChange={value => setAsked({ ...asked, [name]: value })}
      />
      {told[field] && (
        <Text as="p" role="alert" variant="body-small" color="danger">
          {told[field]}
        </Text>
      )}
    </div>
  );

  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <Panel title="Parameters">
        <ParameterInputs
          fields={fields}
          values={values}
          problems={Object.fromEntries(
            fields.map(field => [field.name, shown(field.name)]),
          )}
          onChange={(name, value) => setValues({ ...values, [name]: value })}
        />
      </Panel>
      <div className={styles.side}>
        <Panel title="Asked for">
          <Flex direction="column" gap="3">
            {resource(
              'cpu',
              'CPU',
              'Cores, such as 2 or 500m',
              'resources.cpu',
            )}
            {resource(
              'memory',
              'Memory',
              'Such as 512Mi or 2Gi',
              'resources.memory',
            )}
            {resource('gpu', 'GPU', 'Devices', 'resources.gpu')}
            {resource('timeout', 'Time limit', 'Seconds', 'timeoutSeconds')}
            <PlaceFields
              project={project}
              choice={place}
              problems={told}
              onChange={setPlace}
            />
            <TextField
              label="Labels"
              description="To find it again, such as paper=fig2, try=3"
              value={labels}
              onChange={setLabels}
            />
          </Flex>
        </Panel>
        <FitNotice validation={validation} isComplete={isComplete} />
        {error && <ErrorPanel error={error} title="The run was refused" />}
        <Button
          type="submit"
          variant="primary"
          isPending={isPending}
          iconStart={<RiPlayLine aria-hidden="true" />}
        >
          Start run
        </Button>
      </div>
    </form>
  );
}

/** `a=1, b=2`; a word alone is a label with an empty value. */
function parseLabels(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(',')
      .map(part => part.trim())
      .filter(Boolean)
      .map(part => {
        const at = part.indexOf('=');
        return at < 0
          ? [part, '']
          : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
  );
}

function problemsOf(error: Error | undefined): Record<string, string> {
  if (!(error instanceof PagodaApiError)) {
    return {};
  }
  return {
    ...(error.field && { [error.field]: error.message }),
    ...Object.fromEntries(error.problems.map(p => [p.field, p.message])),
  };
}
