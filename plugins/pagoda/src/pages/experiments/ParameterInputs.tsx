import { Flex, Select, Switch, Text, TextField } from '@backstage/ui';
import type { ParameterField } from './parameterForm';

/** Inputs for the parameters of an experiment, with what is wrong below each. */
export function ParameterInputs(props: {
  fields: ParameterField[];
  values: Record<string, string | boolean>;
  problems: Record<string, string | undefined>;
  onChange: (name: string, value: string | boolean) => void;
}) {
  const { fields, values, problems, onChange } = props;
  if (fields.length === 0) {
    return <Text color="secondary">It takes no parameters.</Text>;
  }
  return (
    <Flex direction="column" gap="4">
      {fields.map(field => {
        const value = values[field.name] ?? field.initial;
        const problem = problems[field.name];
        const set = (next: string | boolean) => onChange(field.name, next);
        return (
          <div key={field.name}>
            <Input
              field={field}
              value={value}
              isInvalid={problem !== undefined}
              onChange={set}
            />
            {problem && (
              <Text
                as="p"
                role="alert"
                variant="body-small"
                color="danger"
                style={{ margin: 0 }}
              >
                {problem}
              </Text>
            )}
          </div>
        );
      })}
    </Flex>
  );
}

/** Which keys a telephone offers. */
const INPUT_MODES: Partial<
  Record<ParameterField['kind'], 'numeric' | 'decimal'>
> = { integer: 'numeric', number: 'decimal' };

function Input(props: {
  field: ParameterField;
  value: string | boolean;
  isInvalid: boolean;
  onChange: (value: string | boolean) => void;
}) {
  const { field, value, onChange } = props;
  const description = [field.description, field.range && `(${field.range})`]
    .filter(Boolean)
    .join(' ');
  if (typeof value === 'boolean') {
    return (
      <div>
        <Switch label={field.label} isSelected={value} onChange={onChange} />
        {description && (
          <Text
            as="p"
            variant="body-small"
            color="secondary"
            style={{ margin: 0 }}
          >
            {description}
          </Text>
        )}
      </div>
    );
  }
  if (field.kind === 'choice') {
    return (
      <Select
        label={field.label}
        description={description}
        options={(field.choices ?? []).map(choice => ({
          value: choice,
          label: choice,
        }))}
        selectedKey={value || null}
        onSelectionChange={key => onChange(String(key ?? ''))}
      />
    );
  }
  return (
    <TextField
      label={field.label}
      description={description || undefined}
      isRequired={field.required}
      inputMode={INPUT_MODES[field.kind]}
      value={value}
      onChange={onChange}
      isInvalid={props.isInvalid}
      validationBehavior="aria"
    />
  );
}
