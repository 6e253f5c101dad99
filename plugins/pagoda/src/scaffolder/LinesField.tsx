import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { TextLinesField } from './TextLinesField';

const schema = makeFieldSchema({ output: z => z.array(z.string()) });

/** Asks for a list of texts, one a line, such as a command and its arguments. */
export function LinesField(props: typeof schema.TProps) {
  return (
    <TextLinesField
      field={props}
      rows={4}
      format={(lines = []) => lines.join('\n')}
      parse={toLines}
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
