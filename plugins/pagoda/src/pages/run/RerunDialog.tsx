import { useState, type FormEvent } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Switch,
  Text,
  TextField,
} from '@backstage/ui';
import { PagodaApiError, type Run } from '@pagoda/plugin-pagoda-common';
import { ErrorPanel } from '../../components';
import { runTitle } from '../../describeRun';
import { buildRerun, toRerunForm, type RerunForm } from './rerunForm';
import { useRerun } from './useRerun';

/** Repeats a run with other values. */
export function RerunDialog(props: {
  run: Run;
  isOpen: boolean;
  onClose: () => void;
}) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={isOpen => !isOpen && props.onClose()}
      width="min(36rem, 94vw)"
      isDismissable
    >
      <RerunDialogContent {...props} />
    </Dialog>
  );
}

function RerunDialogContent({
  run,
  onClose,
}: Parameters<typeof RerunDialog>[0]) {
  const [form, setForm] = useState<RerunForm>(() => toRerunForm(run));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const { rerun, isPending, error } = useRerun(run);

  function submit(event: FormEvent) {
    event.preventDefault();
    const result = buildRerun(run, form);
    setProblems(result.problems);
    if (result.changes) {
      rerun(result.changes);
    }
  }

  // What the server says of one field stands below it.
  const toldByField =
    error instanceof PagodaApiError
      ? Object.fromEntries([
          ...error.problems.map(p => [p.field, p.message]),
          ...(error.field ? [[error.field, told(error)]] : []),
        ])
      : {};
  const problemOf = (field: string): string | undefined =>
    problems[field] ?? toldByField[field];
  const set = (part: Partial<RerunForm>) => setForm({ ...form, ...part });
  const setParameter = (name: string, value: string | boolean) =>
    set({ parameters: { ...form.parameters, [name]: value } });

  return (
    <form onSubmit={submit} noValidate>
      <DialogHeader>{`Rerun ${runTitle(run)} with changes`}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          {Object.entries(form.parameters).map(([name, value]) =>
            typeof value === 'boolean' ? (
              <Switch
                key={name}
                label={name}
                isSelected={value}
                onChange={on => setParameter(name, on)}
              />
            ) : (
              <Field
                key={name}
                label={name}
                value={value}
                problem={problemOf(`parameters.${name}`)}
                onChange={text => setParameter(name, text)}
              />
            ),
          )}
          <Flex gap="3" style={{ flexWrap: 'wrap' }}>
            <Field
              label="CPU"
              description="Cores, such as 2 or 500m"
              value={form.cpu}
              problem={problemOf('resources.cpu')}
              onChange={cpu => set({ cpu })}
            />
            <Field
              label="Memory"
              description="Such as 512Mi or 2Gi"
              value={form.memory}
              problem={problemOf('resources.memory')}
              onChange={memory => set({ memory })}
            />
            <Field
              label="GPU"
              value={form.gpu}
              problem={problemOf('resources.gpu')}
              onChange={gpu => set({ gpu })}
            />
            <Field
              label="Time limit"
              description="Seconds"
              value={form.timeoutSeconds}
              problem={problemOf('timeoutSeconds')}
              onChange={timeoutSeconds => set({ timeoutSeconds })}
            />
          </Flex>
          {error && !isShownByField(error, form) && (
            <ErrorPanel error={error} title="The rerun was refused" />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
        <Button variant="primary" type="submit" isPending={isPending}>
          Rerun
        </Button>
      </DialogFooter>
    </form>
  );
}

function told(error: PagodaApiError): string {
  return [error.message, error.advice].filter(Boolean).join(' ');
}

/** Whether each thing that the server objects to stands below its field. */
function isShownByField(error: Error, form: RerunForm): boolean {
  if (!(error instanceof PagodaApiError) || !error.field) {
    return false;
  }
  const shown = [
    ...Object.keys(form.parameters).map(name => `parameters.${name}`),
    'resources.cpu',
    'resources.memory',
    'resources.gpu',
    'timeoutSeconds',
  ];
  return [error.field, ...error.problems.map(p => p.field)].every(field =>
    shown.includes(field),
  );
}

function Field(props: {
  label: string;
  description?: string;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <div style={{ flex: '1 1 13rem' }}>
      <TextField
        label={props.label}
        description={props.description}
        value={props.value}
        onChange={props.onChange}
        isInvalid={props.problem !== undefined}
      />
      {props.problem && (
        <Text
          as="p"
          role="alert"
          variant="body-small"
          color="danger"
          style={{ margin: 0 }}
        >
          {props.problem}
        </Text>
      )}
    </div>
  );
}
