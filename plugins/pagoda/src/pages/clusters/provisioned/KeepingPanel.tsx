import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { Alert, Button, Flex, Link, Switch, Text } from '@backstage/ui';
import type { Cluster, ClusterUpdate } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import {
  DialogForm,
  ErrorPanel,
  FactList,
  FormDialog,
  Panel,
  type Fact,
} from '../../../components';
import { formatDay } from '../formatDay';
import { EndField } from '../plan/EndField';
import { endOfDay } from '../plan/planForm';
import { CostHint } from '../../../clouds/PreflightVerdict';

/** From so many days before its end on, a cluster's page says so. */
const WARNED_DAYS = 7;

/** Whose a cluster is, where and how long it is kept, what it costs, and where else it is shown. */
export function KeepingPanel(props: {
  cluster: Cluster;
  /** Whether the user may change it. */
  mayManage: boolean;
  onChanged: (cluster: Cluster) => void;
}) {
  const { cluster, mayManage, onChanged } = props;
  const { cost, endsAt, plan } = cluster;
  const api = useApi(pagodaApiRef);
  const [isExtending, setExtending] = useState(false);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();

  async function change(body: ClusterUpdate) {
    onChanged(
      await unwrap(
        api.client.PATCH('/clusters/{cluster}', {
          params: { path: { cluster: cluster.name } },
          body,
        }),
      ),
    );
  }

  async function protect(deletionProtection: boolean) {
    setPending(true);
    setError(undefined);
    try {
      await change({ deletionProtection });
    } catch (thrown) {
      setError(toError(thrown));
    } finally {
      setPending(false);
    }
  }

  return (
    <Panel
      title="Where and how long"
      action={
        mayManage && (
          <Button
            variant="secondary"
            size="small"
            onPress={() => setExtending(true)}
          >
            {endsAt ? 'Extend' : 'Set an end'}
          </Button>
        )
      }
    >
      <Flex direction="column" gap="3">
        <EndNotice cluster={cluster} />
        <FactList facts={factsOf(cluster)} />
        <Switch
          label="Protected from deletion"
          isSelected={cluster.deletionProtection ?? false}
          isDisabled={!mayManage || isPending}
          onChange={protect}
        />
        {error && <ErrorPanel error={error} />}
        {cost && <CostHint cost={cost} />}
      </Flex>
      <FormDialog isOpen={isExtending} onClose={() => setExtending(false)}>
        <ExtendForm
          name={plan?.name ?? cluster.name}
          endsAt={endsAt}
          onClose={() => setExtending(false)}
          onChange={change}
        />
      </FormDialog>
    </Panel>
  );
}

function EndNotice({
  cluster: { endsAt, deletionProtection },
}: {
  cluster: Cluster;
}) {
  if (!endsAt) {
    return null;
  }
  const days = Math.floor((Date.parse(endsAt) - Date.now()) / 86_400_000);
  if (days > WARNED_DAYS) {
    return null;
  }
  return (
    <Alert
      status="warning"
      icon
      title={
        days < 0
          ? 'Its end is over'
          : `It ends ${days === 0 ? 'within a day' : `in ${days} days`}`
      }
      description={
        deletionProtection
          ? 'It is protected from deletion, so it stays until somebody switches that off.'
          : 'After a few days of grace it is removed with all that is on it. Extend it, or fetch what you need.'
      }
    />
  );
}

function factsOf({ owner, cloud, plan, endsAt, links = [] }: Cluster): Fact[] {
  return [
    { label: 'Owner', value: owner?.replace(/^(user|group):default\//, '') },
    {
      label: 'Cloud',
      value: `${cloud}, by ${plan?.provisioner === 'magnum' ? 'Magnum' : 'Rancher'}`,
    },
    ...(plan?.clusterTemplate
      ? [{ label: 'Cluster template', value: plan.clusterTemplate }]
      : []),
    { label: 'Removed after', value: endsAt ? formatDay(endsAt) : 'no end' },
    ...(links.length > 0
      ? [
          {
            label: 'Also shown in',
            value: (
              <Flex gap="3" justify="end">
                {links.map(({ title, url }) => (
                  <Link key={url} href={url} target="_blank">
                    {title}
                  </Link>
                ))}
              </Flex>
            ),
          },
        ]
      : []),
  ];
}

function ExtendForm(props: {
  name: string;
  endsAt: string | undefined;
  onClose: () => void;
  onChange: (body: ClusterUpdate) => Promise<void>;
}) {
  const { endsAt } = props;
  const [day, setDay] = useState(endsAt?.slice(0, 10) ?? '');
  return (
    <DialogForm
      title={`How long is ${props.name} kept?`}
      submitLabel="Save"
      refusedTitle="The end was refused"
      isComplete={day !== (endsAt?.slice(0, 10) ?? '')}
      onClose={props.onClose}
      onSubmit={() =>
        props.onChange({ endsAt: day === '' ? null : endOfDay(day) })
      }
    >
      <EndField value={day} onChange={setDay} />
      {day === '' && endsAt && (
        <Text color="secondary">It stays until somebody deletes it.</Text>
      )}
    </DialogForm>
  );
}
