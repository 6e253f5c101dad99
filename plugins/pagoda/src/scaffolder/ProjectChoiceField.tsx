import type { ReactNode } from 'react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { Link } from '@backstage/ui';
import { useResource } from '../hooks/useResource';
import { ChoiceField, type Choice } from './ChoiceField';
import { listAll } from './listAll';
import { readText } from './readFormContext';

/** The schema of fields that offer what belongs to the project in another field. */
export const projectChoiceSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      projectField: z
        .string()
        .optional()
        .describe('The field that names the project'),
    }),
});

/** Picks one of the things of a kind that the project in another field has. */
export function ProjectChoiceField<T>(props: {
  field: typeof projectChoiceSchema.TProps;
  /** Such as `Volume`; also the label, where the form has none. */
  kind: string;
  /** One page of them, 500 at a time. */
  fetchPage: (
    project: string,
    cursor: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ items: T[]; pageInfo: { nextCursor?: string } }>;
  toChoice: (item: T) => Choice;
  /** Where to make one. */
  create?: { href: string | undefined; label: string };
}): ReactNode {
  const { field, kind, fetchPage, toChoice, create } = props;
  const project = readText(
    field.formContext,
    field.uiSchema['ui:options']?.projectField ?? 'project',
  );
  const plural = `${kind.toLowerCase()}s`;
  const choices = useResource<Choice[]>(
    project && `${plural} of ${project}`,
    async signal => {
      const items = await listAll(cursor =>
        fetchPage(project ?? '', cursor, signal),
      );
      return items.map(toChoice);
    },
  );
  return (
    <ChoiceField
      label={field.schema.title ?? kind}
      description={field.schema.description}
      choices={choices}
      value={field.formData || undefined}
      onChange={field.onChange}
      isRequired={field.required ?? false}
      isInvalid={field.rawErrors.length > 0}
      isDisabled={field.disabled}
      preselect
      waitsFor={project ? undefined : 'Choose a project first.'}
      empty={
        <>
          Project {project} has no {plural}.{' '}
          {create?.href && <Link href={create.href}>{create.label}</Link>}
        </>
      }
    />
  );
}
