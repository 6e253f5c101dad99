import { useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { pagodaApiRef, unwrap } from '../api';
import { describeCluster } from '../describeCluster';
import { useResource } from '../hooks/useResource';
import { ChoiceField, type Choice } from './ChoiceField';
import { listAll } from './listAll';

const schema = makeFieldSchema({
  output: z => z.string().optional(),
  uiOptions: z =>
    z.object({
      engine: z
        .enum(['process', 'docker', 'kubernetes'])
        .optional()
        .describe('Only clusters of this kind'),
      none: z
        .string()
        .optional()
        .describe('Words for choosing nothing, where nothing is needed'),
    }),
});

/** Picks a cluster, or leaves the choice to the portal. */
export function ClusterPicker(props: typeof schema.TProps) {
  const api = useApi(pagodaApiRef);
  const { engine, none = 'The portal chooses' } =
    props.uiSchema['ui:options'] ?? {};
  const choices = useResource<Choice[]>(`clusters ${engine}`, async signal => {
    const clusters = await listAll(cursor =>
      unwrap(
        api.client.GET('/clusters', {
          params: { query: { limit: 500, cursor } },
          signal,
        }),
      ),
    );
    return clusters
      .filter(cluster => engine === undefined || cluster.engine === engine)
      .map(cluster => ({
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
      none={props.required ? undefined : none}
      empty={
        props.required
          ? 'There is no such cluster. Ask an administrator.'
          : 'There is no such cluster yet.'
      }
    />
  );
}

/** The form field `PagodaClusterPicker`. */
export const clusterPickerField = createFormField({
  name: 'PagodaClusterPicker',
  component: ClusterPicker,
  schema,
});
