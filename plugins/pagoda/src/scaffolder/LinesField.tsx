import { useState } from 'react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { TextAreaField } from '@backstage/ui';
import styles from './TextLines.module.css';

const schema = makeFieldSchema({ output: z => z.array(z.string()) });

/** Asks for a list of texts, one a line, such as a command and its arguments. */
export function LinesField(props: typeof schema.TProps) {
  const [text, setText] = useState(() => (props.formData ?? []).join('\n'));
  return (
    <TextAreaField
      className={styles.lines}
      label={props.schema.title}
      description={props.schema.description}
      secondaryLabel={props.required ? 'Required' : undefined}
      placeholder={props.placeholder}
      rows={4}
      value={text}
      onChange={next => {
        setText(next);
        props.onChange(toLines(next));
      }}
      isInvalid={props.rawErrors.length > 0}
      validationBehavior="aria"
      isDisabled={props.disabled}
    />
  );
}

function toLines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

/** The form field `PagodaLines`. */
export const linesField = createFormField({
  name: 'PagodaLines',
  component: LinesField,
  schema,
});
