import { useState, type FormEvent } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { Alert, Button, Flex, Switch, Text, TextField } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { pagodaApiRef, unwrap } from '../../../api';
import {
  EmptyState,
  ErrorPanel,
  FieldProblem,
  PageLayout,
  Panel,
} from '../../../components';
import { useLinks } from '../../../hooks/useLinks';
import { useWhoami } from '../../../hooks/useWhoami';
import { useNavigate } from '../../../routing';
import { EndField } from './EndField';
import { MachineFields } from './MachineFields';
import { PlaceFields } from './PlaceFields';
import styles from './PlanFields.module.css';
import { emptyPlan, type PlanForm } from './planForm';
import { PoolsFields } from './PoolsFields';
import { PreflightVerdict } from '../../../clouds/PreflightVerdict';
import { usePlan } from './usePlan';

/** Has a cluster made in a cloud, and says all the time whether it would fit. */
export function NewClusterPage() {
  const links = useLinks();
  const { data: whoami, error, refresh } = useWhoami();
  return (
    <PageLayout
      title="New cluster"
      parents={[{ label: 'Clusters', href: links.clusters() }]}
      subtitle={
        <Text color="secondary">
          Made in a cloud, and kept as you ask for until it is removed
        </Text>
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {whoami && !whoami.clusterCreator && (
        <EmptyState
          title="You may not have clusters made"
          description="Administrators may, and whom the configuration of the portal names. Ask one of them."
        />
      )}
      {whoami?.clusterCreator && <Form />}
    </PageLayout>
  );
}

function Form() {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const [form, setForm] = useState(emptyPlan);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const { plan, missing, preflight, problems, unplaced, nameless, mayMake } =
    usePlan(form);
  const set = (change: Partial<PlanForm>) =>
    setForm(now => ({ ...now, ...change }));
  // A double click asks once; a plan that was changed is another question.
  const [key, setKey] = useState({ of: '', value: '' });

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!plan || !mayMake) {
      return;
    }
    setPending(true);
    setError(undefined);
    const text = JSON.stringify(plan);
    const value = key.of === text ? key.value : crypto.randomUUID();
    setKey({ of: text, value });
    try {
      const { name } = await unwrap(
        api.client.POST('/clusters:provision', {
          params: { header: { 'Idempotency-Key': value } },
          body: plan,
        }),
      );
      navigate(links.cluster(name));
    } catch (thrown) {
      setError(toError(thrown));
      setPending(false);
    }
  }

  const sections = { form, problems, onChange: set };
  return (
    <form
      onSubmit={submit}
      noValidate
      autoComplete="off"
      className={styles.page}
    >
      <Flex direction="column" gap="4">
        <Panel title="What and where">
          <Flex direction="column" gap="3">
            <div className={styles.fields}>
              <div>
                <TextField
                  label="Name"
                  description="At most 40 small letters, digits and -"
                  value={form.name}
                  onChange={name => set({ name })}
                  isInvalid={problems.name !== undefined}
                  isRequired
                />
                <FieldProblem text={problems.name} />
              </div>
              <div>
                <TextField
                  label="Title"
                  description="What people read"
                  value={form.title}
                  onChange={title => set({ title })}
                />
                <FieldProblem text={problems.title} />
              </div>
            </div>
            <PlaceFields {...sections} />
          </Flex>
        </Panel>
        <Panel title="Machines">
          <Flex direction="column" gap="3">
            <MachineFields {...sections} />
            <PoolsFields
              cloud={form.cloud}
              provisioner={form.provisioner}
              pools={form.pools}
              problems={problems}
              onChange={pools => set({ pools })}
            />
          </Flex>
        </Panel>
        <Panel title="How long">
          <Flex direction="column" gap="3">
            <EndField
              value={form.endsOn}
              onChange={endsOn => set({ endsOn })}
              problem={problems.endsAt}
            />
            <Switch
              label="Protected from deletion"
              isSelected={form.deletionProtection}
              onChange={deletionProtection => set({ deletionProtection })}
            />
            {form.deletionProtection && form.endsOn !== '' && (
              <Text variant="body-small" color="secondary">
                A protected cluster is not removed at its end either: its owner
                is told, and it stays until the protection is off.
              </Text>
            )}
          </Flex>
        </Panel>
      </Flex>
      <div className={styles.side}>
        <Panel title="Does it fit?">
          <PreflightVerdict
            state={preflight}
            missing={missing}
            problems={Object.keys(problems).length}
            unplaced={unplaced}
          />
        </Panel>
        {error && <ErrorPanel error={error} title="The cluster was refused" />}
        {nameless && missing.length === 0 && (
          <Alert status="info" icon title="Give it a name to have it made" />
        )}
        <Button
          type="submit"
          variant="primary"
          isPending={isPending}
          isDisabled={!mayMake}
          iconStart={<RiAddLine aria-hidden="true" />}
        >
          Make the cluster
        </Button>
      </div>
    </form>
  );
}
