import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { TextLinesField } from './TextLinesField';

const schema = makeFieldSchema({
  output: z => z.record(z.string(), z.string()),
});

/** Asks for names with values, one `name=value` a line, such as labels and environment variables. */
export function PairsField(props: typeof schema.TProps) {
  return (
    <TextLinesField
      field={props}
      rows={3}
      format={(pairs = {}) =>
        Object.entries(pairs)
          .map(([name, value]) => `${name}=${value}`)
          .join('\n')
      }
      parse={toPairs}
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
