import { useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { pagodaApiRef, unwrap } from '../api';
import { describeCluster } from '../describeCluster';
import { useResource } from '../hooks/useResource';
import { ChoiceField, type Choice } from './ChoiceField';
import { listAll } from './listAll';

const schema = makeFieldSchema({ output: z => z.string().optional() });

/** Picks a cluster, or leaves the choice to the portal. */
export function ClusterPicker(props: typeof schema.TProps) {
  const api = useApi(pagodaApiRef);
  const choices = useResource<Choice[]>('clusters', async signal => {
    const clusters = await listAll(cursor =>
      unwrap(
        api.client.GET('/clusters', {
          params: { query: { limit: 500, cursor } },
          signal,
        }),
      ),
    );
    return clusters.map(cluster => ({
      name: cluster.name,
      title: cluster.title || cluster.name,
      description: describeCluster(cluster),
    }));
  });
  return (
    <ChoiceField
      label={props.schema.title ?? 'Cluster'}
      description={props.schema.description}
      choices={choices}
      value={props.formData || undefined}
      onChange={props.onChange}
      isRequired={props.required ?? false}
      isInvalid={props.rawErrors.length > 0}
      isDisabled={props.disabled}
      none={props.required ? undefined : 'The portal chooses'}
      empty="There is no cluster. Ask an administrator."
    />
  );
}

/** The form field `PagodaClusterPicker`. */
export const clusterPickerField = createFormField({
  name: 'PagodaClusterPicker',
  component: ClusterPicker,
  schema,
});
