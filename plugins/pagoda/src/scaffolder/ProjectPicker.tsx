import { useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { Role } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import { useResource } from '../hooks/useResource';
import { ChoiceField, type Choice } from './ChoiceField';
import { listAll } from './listAll';

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

const RANK: Record<Role, number> = { viewer: 0, researcher: 1, owner: 2 };

/** Picks one of the projects in which the user has a role; administrators pick any. */
export function ProjectPicker(props: typeof schema.TProps) {
  const api = useApi(pagodaApiRef);
  const least = props.uiSchema['ui:options']?.role ?? 'viewer';
  const choices = useResource<Choice[]>(
    `projects for ${least}`,
    async signal => {
      const whoami = await unwrap(api.client.GET('/whoami', { signal }));
      const projects = whoami.administrator
        ? await listAll(cursor =>
            unwrap(
              api.client.GET('/projects', {
                params: { query: { limit: 500, cursor, fields: 'name,title' } },
                signal,
              }),
            ),
          )
        : whoami.projects.filter(project => RANK[project.role] >= RANK[least]);
      return projects
        .map(({ name, title }) => ({ name, title: title || name }))
        .sort((a, b) => a.title.localeCompare(b.title));
    },
  );
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
