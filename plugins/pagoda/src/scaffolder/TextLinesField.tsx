import { useState } from 'react';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { TextAreaField } from '@backstage/ui';
import styles from './TextLines.module.css';

/** A field of a template's form that is written as lines of text. What is typed stays as it is, whatever it is read as. */
export function TextLinesField<T>(props: {
  field: FieldExtensionComponentProps<T>;
  rows: number;
  format: (value: T | undefined) => string;
  parse: (text: string) => T;
}) {
  const { field, parse } = props;
  const [text, setText] = useState(() => props.format(field.formData));
  return (
    <TextAreaField
      className={styles.lines}
      label={field.schema.title}
      description={field.schema.description}
      secondaryLabel={field.required ? 'Required' : undefined}
      placeholder={field.placeholder}
      rows={props.rows}
      value={text}
      onChange={next => {
        setText(next);
        field.onChange(parse(next));
      }}
      isInvalid={field.rawErrors.length > 0}
      validationBehavior="aria"
      isDisabled={field.disabled}
    />
  );
}
