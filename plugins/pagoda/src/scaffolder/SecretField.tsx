import { useState } from 'react';
import {
  makeFieldSchema,
  useTemplateSecrets,
} from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { PasswordField, TextAreaField } from '@backstage/ui';
import styles from './TextLines.module.css';

const schema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      rows: z
        .number()
        .optional()
        .describe('Lines of a text such as a kubeconfig; without, one line'),
    }),
});

/** What stands in the form in place of the secret. */
const MASK = '*****';

/**
 * Asks for something secret. It goes with the task as the secret of the field's name, `${{ secrets.name }}`; the form itself
 * holds stars, so that neither its review nor the task's parameters show it.
 */
export function SecretField(props: typeof schema.TProps) {
  const { setSecrets, secrets } = useTemplateSecrets();
  const { name } = props;
  const [text, setText] = useState(() => secrets[name] ?? '');
  const rows = props.uiSchema['ui:options']?.rows;
  const field = {
    label: props.schema.title,
    description: props.schema.description,
    secondaryLabel: props.required ? 'Required' : undefined,
    value: text,
    isInvalid: props.rawErrors.length > 0,
    isDisabled: props.disabled,
    onChange(next: string) {
      setText(next);
      setSecrets({ [name]: next });
      props.onChange(next === '' ? undefined : MASK);
    },
  };
  return rows === undefined ? (
    <PasswordField {...field} autoComplete="off" validationBehavior="aria" />
  ) : (
    <TextAreaField
      {...field}
      className={styles.lines}
      rows={rows}
      autoComplete="off"
      spellCheck="false"
      validationBehavior="aria"
    />
  );
}

/** The form field `PagodaSecret`. */
export const secretField = createFormField({
  name: 'PagodaSecret',
  component: SecretField,
  schema,
});
