import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { CloudField } from '../clouds/CloudField';

const schema = makeFieldSchema({
  output: z => z.string().optional(),
  uiOptions: z =>
    z.object({
      kind: z
        .enum(['openstack', 'rancher'])
        .optional()
        .describe('Only clouds of this kind'),
      provisioner: z
        .enum(['rancher', 'magnum'])
        .optional()
        .describe('Only clouds in which it makes clusters'),
    }),
});

/** Picks one of the clouds of the portal. */
export function CloudPicker(props: typeof schema.TProps) {
  const { kind, provisioner } = props.uiSchema['ui:options'] ?? {};
  return (
    <CloudField
      label={props.schema.title}
      description={props.schema.description}
      value={props.formData || undefined}
      onChange={value => props.onChange(value)}
      filter={cloud =>
        (kind === undefined || cloud.kind === kind) &&
        (provisioner === undefined || cloud.provisioners.includes(provisioner))
      }
      what={
        provisioner === undefined
          ? 'cloud'
          : 'cloud in which clusters are made like this'
      }
      isRequired={props.required}
      isInvalid={props.rawErrors.length > 0}
      isDisabled={props.disabled}
      none={props.required ? undefined : 'None'}
    />
  );
}

/** The form field `PagodaCloudPicker`. */
export const cloudPickerField = createFormField({
  name: 'PagodaCloudPicker',
  component: CloudPicker,
  schema,
});
