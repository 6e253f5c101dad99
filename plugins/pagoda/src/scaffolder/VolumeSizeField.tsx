import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Flex, TextField } from '@backstage/ui';
import { PreflightVerdict } from '../clouds/PreflightVerdict';
import {
  isSize,
  useVolumePreflight,
} from '../pages/volumes/cloud/useVolumePreflight';
import { readText } from './readFormContext';

const schema = makeFieldSchema({ output: z => z.string() });

/**
 * Asks for the size of a volume in a cloud, and says all the time whether it fits. The rest is in fields of the form that
 * are called `project`, `cloud` and `volumeType`.
 */
export function VolumeSizeField(props: typeof schema.TProps) {
  const [project, cloud, volumeType] = ['project', 'cloud', 'volumeType'].map(
    name => readText(props.formContext, name),
  );
  const size = props.formData?.trim() ?? '';
  const preflight = useVolumePreflight(
    project,
    cloud === undefined ? undefined : { cloud, size, volumeType },
  );
  const problems = preflight.verdict?.problems ?? [];
  const missing = [
    ...(project === undefined ? ['a project'] : []),
    ...(cloud === undefined ? ['a cloud'] : []),
    ...(isSize(size) ? [] : ['a size, such as 10Gi']),
  ];
  return (
    <Flex direction="column" gap="3">
      <TextField
        label={props.schema.title}
        description={props.schema.description}
        secondaryLabel={props.required ? 'Required' : undefined}
        value={props.formData ?? ''}
        isInvalid={props.rawErrors.length > 0}
        isDisabled={props.disabled}
        onChange={text => props.onChange(text === '' ? undefined : text)}
        validationBehavior="aria"
      />
      <PreflightVerdict
        state={preflight}
        missing={missing}
        problems={problems.length}
        unplaced={problems.map(({ field, message }) => ({
          // It is always about the one volume.
          ...{ field: field.replace(/^items\[0\]\./, ''), text: message },
        }))}
      />
    </Flex>
  );
}

/** The form field `PagodaVolumeSize`. */
export const volumeSizeField = createFormField({
  name: 'PagodaVolumeSize',
  component: VolumeSizeField,
  schema,
});
