import { useApi } from '@backstage/core-plugin-api';
import { pagodaApiRef, unwrap } from '../../../api';
import { useResource } from '../../../hooks/useResource';
import { ChoiceField } from '../../../scaffolder/ChoiceField';
import { listAll } from '../../../scaffolder/listAll';

/** Chooses the cluster whose runs may mount a volume in a cloud. */
export function MountingClusterField(props: {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  /** Offers to choose none, in these words. */
  none?: string;
  isRequired?: boolean;
}) {
  const api = useApi(pagodaApiRef);
  const choices = useResource('clusters that mount volumes', async signal => {
    const clusters = await listAll(cursor =>
      unwrap(
        api.client.GET('/clusters', {
          params: { query: { limit: 500, cursor } },
          signal,
        }),
      ),
    );
    return clusters
      .filter(({ engine, status }) => {
        return engine === 'kubernetes' && status.phase !== 'Deleting';
      })
      .map(({ name, title, status }) => ({
        ...{ name, title },
        description: status.phase === 'Ready' ? undefined : status.phase,
      }));
  });
  return (
    <ChoiceField
      label="Cluster"
      description="Its runs can mount the volume; it has to reach the cloud's block storage"
      choices={choices}
      value={props.value}
      onChange={props.onChange}
      isRequired={props.isRequired ?? false}
      isInvalid={false}
      isDisabled={false}
      none={props.none}
      empty="There is no Kubernetes cluster that could mount it."
    />
  );
}
