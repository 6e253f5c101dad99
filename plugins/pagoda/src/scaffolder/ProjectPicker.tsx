import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { useProjectChoices } from '../hooks/useProjectChoices';
import { ChoiceField } from './ChoiceField';

const schema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      role: z
        .enum(['viewer', 'researcher', 'owner'])
        .optional()
        .describe('The least role of the user in the project'),
    }),
});

/** Picks one of the projects in which the user has a role; administrators pick any. */
export function ProjectPicker(props: typeof schema.TProps) {
  const least = props.uiSchema['ui:options']?.role ?? 'viewer';
  const choices = useProjectChoices(least);
  return (
    <ChoiceField
      label={props.schema.title ?? 'Project'}
      description={props.schema.description}
      choices={choices}
      value={props.formData || undefined}
      onChange={props.onChange}
      isRequired={props.required ?? false}
      isInvalid={props.rawErrors.length > 0}
      isDisabled={props.disabled}
      preselect
      empty={`You are ${least} in no project. Ask an owner of a project, or an administrator, to make you one.`}
    />
  );
}

/** The form field `PagodaProjectPicker`. */
export const projectPickerField = createFormField({
  name: 'PagodaProjectPicker',
  component: ProjectPicker,
  schema,
});
