import { useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Link } from '@backstage/ui';
import { formatBytes } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import { useResource } from '../hooks/useResource';
import { useTemplateLinks } from '../hooks/useTemplateLinks';
import { ChoiceField, type Choice } from './ChoiceField';
import { listAll } from './listAll';
import { readText } from './readFormContext';

const schema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      projectField: z
        .string()
        .optional()
        .describe('The field that names the project'),
    }),
});

/** Picks one of the volumes of the project in another field. */
export function VolumePicker(props: typeof schema.TProps) {
  const api = useApi(pagodaApiRef);
  const { newVolume } = useTemplateLinks();
  const project = readText(
    props.formContext,
    props.uiSchema['ui:options']?.projectField ?? 'project',
  );
  const choices = useResource<Choice[]>(
    project && `volumes of ${project}`,
    async signal => {
      const volumes = await listAll(cursor =>
        unwrap(
          api.client.GET('/projects/{project}/volumes', {
            params: {
              path: { project: project ?? '' },
              query: { limit: 500, cursor },
            },
            signal,
          }),
        ),
      );
      return volumes.map(({ name, description, status }) => ({
        name,
        title: name,
        description: [
          description,
          `${formatBytes(status.usedBytes)} of ${formatBytes(status.capacityBytes)} used`,
        ]
          .filter(Boolean)
          .join('. '),
      }));
    },
  );
  return (
    <ChoiceField
      label={props.schema.title ?? 'Volume'}
      description={props.schema.description}
      choices={choices}
      value={props.formData || undefined}
      onChange={props.onChange}
      isRequired={props.required ?? false}
      isInvalid={props.rawErrors.length > 0}
      isDisabled={props.disabled}
      preselect
      waitsFor={project ? undefined : 'Choose a project first.'}
      empty={
        <>
          Project {project} has no volumes.{' '}
          {newVolume && <Link href={newVolume}>Create one</Link>}
        </>
      }
    />
  );
}

/** The form field `PagodaVolumePicker`. */
export const volumePickerField = createFormField({
  name: 'PagodaVolumePicker',
  component: VolumePicker,
  schema,
});
