import { useApi } from '@backstage/core-plugin-api';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { pagodaApiRef, unwrap } from '../api';
import { useTemplateLinks } from '../hooks/useTemplateLinks';
import { ProjectChoiceField, projectChoiceSchema } from './ProjectChoiceField';

/** Picks one of the experiments of the project in another field. */
export function ExperimentPicker(props: typeof projectChoiceSchema.TProps) {
  const api = useApi(pagodaApiRef);
  const { newExperiment } = useTemplateLinks();
  return (
    <ProjectChoiceField
      field={props}
      kind="Experiment"
      fetchPage={(project, cursor, signal) =>
        unwrap(
          api.client.GET('/projects/{project}/experiments', {
            params: {
              path: { project },
              query: { limit: 500, cursor, fields: 'name,title,description' },
            },
            signal,
          }),
        )
      }
      toChoice={({ name, title, description }) => ({
        name,
        title: title || name,
        description: description ?? undefined,
      })}
      create={{ href: newExperiment, label: 'Define one' }}
    />
  );
}

/** The form field `PagodaExperimentPicker`. */
export const experimentPickerField = createFormField({
  name: 'PagodaExperimentPicker',
  component: ExperimentPicker,
  schema: projectChoiceSchema,
});
