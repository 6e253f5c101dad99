import { useApi } from '@backstage/core-plugin-api';
import { Select } from '@backstage/ui';
import type { Cluster, VolumeCreate } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { useResource } from '../../hooks/useResource';

/** Where a volume is to be, and of which kind; what is left out is the portal's choice. */
export type StorageChoice = Pick<
  VolumeCreate,
  'cluster' | 'storageClass' | 'accessMode'
>;

const ACCESS_MODES = [
  { value: 'ReadWriteOnce', label: 'Runs on one node at a time' },
  { value: 'ReadWriteMany', label: 'Runs on all nodes' },
  { value: 'ReadWriteOncePod', label: 'One run at a time' },
] as const;

/** Chooses cluster, storage class and access mode, as far as there is a choice. */
export function StorageFields({
  choice,
  onChange,
}: {
  choice: StorageChoice;
  onChange: (choice: StorageChoice) => void;
}) {
  const api = useApi(pagodaApiRef);
  const { data: clusters = [] } = useResource('clusters for volumes', signal =>
    unwrap(
      api.client.GET('/clusters', {
        params: { query: { limit: 200 } },
        signal,
      }),
    ).then(page => page.items.filter(({ engine }) => engine !== 'docker')),
  );
  // Runs that name no cluster go there, too.
  const usual = clusters.find(({ engine }) => engine === 'process');
  const cluster =
    clusters.find(({ name }) => name === choice.cluster) ??
    usual ??
    clusters[0];
  if (!cluster || (clusters.length === 1 && cluster === usual)) {
    return null;
  }
  return (
    <>
      <Select
        label="Cluster"
        description="Runs on other clusters cannot reach it"
        options={clusters.map(({ name, title }) => ({
          value: name,
          label: title === name ? name : `${title} (${name})`,
        }))}
        selectedKey={cluster.name}
        onSelectionChange={key => onChange({ cluster: String(key ?? '') })}
      />
      {cluster.engine === 'kubernetes' && (
        <>
          <ClassSelect cluster={cluster} {...{ choice, onChange }} />
          <Select
            label="Used by"
            description="Not every storage class can do all of them"
            options={[...ACCESS_MODES]}
            selectedKey={choice.accessMode ?? 'ReadWriteOnce'}
            onSelectionChange={key =>
              onChange({
                ...choice,
                cluster: cluster.name,
                accessMode: ACCESS_MODES.find(({ value }) => value === key)
                  ?.value,
              })
            }
          />
        </>
      )}
    </>
  );
}

const DEFAULT = '';

function ClassSelect({
  cluster,
  choice,
  onChange,
}: {
  cluster: Cluster;
  choice: StorageChoice;
  onChange: (choice: StorageChoice) => void;
}) {
  const classes = cluster.features?.storageClasses ?? [];
  const own = classes.find(one => one.default);
  return (
    <Select
      label="Storage class"
      options={[
        {
          value: DEFAULT,
          label: own
            ? `The cluster's default (${own.name})`
            : "The cluster's default",
        },
        ...classes.map(({ name, expandable }) => ({
          value: name,
          label: expandable ? `${name} (can be made larger)` : name,
        })),
      ]}
      selectedKey={choice.storageClass ?? DEFAULT}
      onSelectionChange={key =>
        onChange({
          ...choice,
          cluster: cluster.name,
          storageClass: key ? String(key) : undefined,
        })
      }
    />
  );
}
