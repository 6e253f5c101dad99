import { useApi } from '@backstage/core-plugin-api';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { formatBytes } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import { useTemplateLinks } from '../hooks/useTemplateLinks';
import { ProjectChoiceField, projectChoiceSchema } from './ProjectChoiceField';

/** Picks one of the volumes of the project in another field. */
export function VolumePicker(props: typeof projectChoiceSchema.TProps) {
  const api = useApi(pagodaApiRef);
  const { newVolume } = useTemplateLinks();
  return (
    <ProjectChoiceField
      field={props}
      kind="Volume"
      fetchPage={(project, cursor, signal) =>
        unwrap(
          api.client.GET('/projects/{project}/volumes', {
            params: { path: { project }, query: { limit: 500, cursor } },
            signal,
          }),
        )
      }
      toChoice={({ name, description, status }) => ({
        name,
        title: name,
        description: [
          description,
          `${formatBytes(status.usedBytes)} of ${formatBytes(status.capacityBytes)} used`,
        ]
          .filter(Boolean)
          .join('. '),
      })}
      create={{ href: newVolume, label: 'Create one' }}
    />
  );
}

/** The form field `PagodaVolumePicker`. */
export const volumePickerField = createFormField({
  name: 'PagodaVolumePicker',
  component: VolumePicker,
  schema: projectChoiceSchema,
});
