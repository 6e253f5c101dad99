import { useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Link } from '@backstage/ui';
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

/** Picks one of the experiments of the project in another field. */
export function ExperimentPicker(props: typeof schema.TProps) {
  const api = useApi(pagodaApiRef);
  const { newExperiment } = useTemplateLinks();
  const project = readText(
    props.formContext,
    props.uiSchema['ui:options']?.projectField ?? 'project',
  );
  const choices = useResource<Choice[]>(
    project && `experiments of ${project}`,
    async signal => {
      const experiments = await listAll(cursor =>
        unwrap(
          api.client.GET('/projects/{project}/experiments', {
            params: {
              path: { project: project ?? '' },
              query: { limit: 500, cursor, fields: 'name,title,description' },
            },
            signal,
          }),
        ),
      );
      return experiments.map(({ name, title, description }) => ({
        name,
        title: title || name,
        description: description ?? undefined,
      }));
    },
  );
  return (
    <ChoiceField
      label={props.schema.title ?? 'Experiment'}
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
          Project {project} has no experiments.{' '}
          {newExperiment && <Link href={newExperiment}>Define one</Link>}
        </>
      }
    />
  );
}

/** The form field `PagodaExperimentPicker`. */
export const experimentPickerField = createFormField({
  name: 'PagodaExperimentPicker',
  component: ExperimentPicker,
  schema,
});
