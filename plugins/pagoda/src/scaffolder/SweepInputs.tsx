import { Flex, Text, TextField } from '@backstage/ui';
import type { ParameterField } from '../pages/experiments/parameterForm';

/** Inputs for the values that a sweep tries, with how many runs they make. */
export function SweepInputs(props: {
  fields: ParameterField[];
  texts: Record<string, string>;
  lists: Record<string, unknown[]>;
  problems: Record<string, string>;
  combine: 'matrix' | 'zip';
  onChange: (name: string, text: string) => void;
}) {
  const { fields, texts, lists, problems } = props;
  if (fields.length === 0) {
    return (
      <Text color="secondary">
        The experiment takes no parameters, so there is nothing to vary.
      </Text>
    );
  }
  return (
    <Flex direction="column" gap="4">
      {fields.map(field => (
        <div key={field.name}>
          <TextField
            label={field.label}
            description={describe(field)}
            placeholder={placeholderOf(field)}
            value={texts[field.name] ?? ''}
            isInvalid={problems[field.name] !== undefined}
            validationBehavior="aria"
            onChange={text => props.onChange(field.name, text)}
          />
          {problems[field.name] ? (
            <Text
              as="p"
              role="alert"
              variant="body-small"
              color="danger"
              style={{ margin: 0 }}
            >
              {problems[field.name]}
            </Text>
          ) : (
            field.name in lists && (
              <Text variant="body-small" color="secondary">
                {countOf(lists[field.name].length, 'value')}
              </Text>
            )
          )}
        </div>
      ))}
      <Text role="status" weight="bold">
        {Object.keys(problems).length === 0 && sumUp(lists, props.combine)}
      </Text>
    </Flex>
  );
}

function describe(field: ParameterField): string {
  return [
    field.description,
    field.range && `(${field.range})`,
    field.choices && `One or more of ${field.choices.join(', ')}.`,
    field.kind === 'boolean' && 'true, false or both.',
  ]
    .filter(Boolean)
    .join(' ');
}

function placeholderOf(field: ParameterField): string | undefined {
  switch (field.kind) {
    case 'integer':
      return '1, 2, 5 or 1..10';
    case 'number':
      return '0.1, 0.5 or 0..1..0.1';
    default:
      return undefined;
  }
}

function sumUp(
  lists: Record<string, unknown[]>,
  combine: 'matrix' | 'zip',
): string {
  const lengths = Object.values(lists).map(list => list.length);
  if (lengths.length === 0) {
    return 'Give at least one parameter several values, with commas between them.';
  }
  if (combine === 'zip') {
    return lengths.every(length => length === lengths[0])
      ? `This makes ${countOf(lengths[0], 'run')}.`
      : 'One after the other, all lists need the same length.';
  }
  const product = lengths.reduce((a, b) => a * b, 1);
  return lengths.length === 1
    ? `This makes ${countOf(product, 'run')}.`
    : `This makes ${lengths.join(' × ')} = ${countOf(product, 'run')}.`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
