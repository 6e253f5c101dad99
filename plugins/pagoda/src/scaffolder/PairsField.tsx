import { useState } from 'react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { TextAreaField } from '@backstage/ui';
import styles from './TextLines.module.css';

const schema = makeFieldSchema({
  output: z => z.record(z.string(), z.string()),
});

/** Asks for names with values, one `name=value` a line, such as labels and environment variables. */
export function PairsField(props: typeof schema.TProps) {
  const [text, setText] = useState(() =>
    Object.entries(props.formData ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  return (
    <TextAreaField
      className={styles.lines}
      label={props.schema.title}
      description={props.schema.description}
      secondaryLabel={props.required ? 'Required' : undefined}
      placeholder={props.placeholder}
      rows={3}
      value={text}
      onChange={next => {
        setText(next);
        props.onChange(toPairs(next));
      }}
      isInvalid={props.rawErrors.length > 0}
      validationBehavior="aria"
      isDisabled={props.disabled}
    />
  );
}

/** A name alone has an empty value; of a name that comes twice, the last counts. */
function toPairs(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
      .map(line => {
        const at = line.indexOf('=');
        return at < 0
          ? [line, '']
          : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      }),
  );
}

/** The form field `PagodaPairs`. */
export const pairsField = createFormField({
  name: 'PagodaPairs',
  component: PairsField,
  schema,
});
