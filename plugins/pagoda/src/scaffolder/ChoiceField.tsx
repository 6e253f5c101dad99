import { useEffect, type ReactNode } from 'react';
import { FieldLabel, Flex, Select, Skeleton, Text } from '@backstage/ui';
import { ErrorPanel, FieldProblem } from '../components';
import type { Resource } from '../hooks/useResource';

/** One of the things that a picker offers. */
export interface Choice {
  /** What becomes the field's value. */
  name: string;
  title: string;
  description?: string;
}

/** From this many on one can search among the choices. */
const SEARCH_FROM = 8;

/** No name of a thing: these begin with a letter or a digit. */
const NONE = '-';

/** A field of a template's form whose choices are fetched. */
export function ChoiceField(props: {
  label: string;
  description?: string;
  choices: Pick<Resource<Choice[]>, 'data' | 'error' | 'refresh'>;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  isRequired: boolean;
  isInvalid: boolean;
  isDisabled: boolean;
  /** Takes the only choice there is by itself. */
  preselect?: boolean;
  /** Offers to choose nothing, in these words. */
  none?: string;
  /** What must be chosen first. */
  waitsFor?: string;
  /** Said where there is nothing to choose from. */
  empty: ReactNode;
  /** What is wrong with the choice; stands below it. */
  problem?: string;
}) {
  const { choices, value, onChange } = props;
  const { data } = choices;
  const isUnknown =
    value !== undefined &&
    data !== undefined &&
    !data.some(choice => choice.name === value);
  const sole = props.preselect && data?.length === 1 ? data[0].name : undefined;
  const mayPreselect = value === undefined && sole !== undefined;

  // After every drawing: the form loses one of two changes that are made at the same time, and it is made again then.
  useEffect(() => {
    if (mayPreselect) {
      onChange(sole);
    } else if (isUnknown) {
      onChange(undefined);
    }
  });

  if (props.waitsFor) {
    return (
      <Said label={props.label} isRequired={props.isRequired}>
        {props.waitsFor}
      </Said>
    );
  }
  if (choices.error && !data) {
    return <ErrorPanel error={choices.error} onRetry={choices.refresh} />;
  }
  if (!data) {
    return (
      <Flex direction="column" gap="2" aria-busy="true">
        <FieldLabel label={props.label} description={props.description} />
        <Skeleton height="2rem" />
      </Flex>
    );
  }
  if (data.length === 0) {
    return (
      <Said label={props.label} isRequired={props.isRequired}>
        {props.empty}
      </Said>
    );
  }
  const options = data.map(choice => ({
    id: choice.name,
    label:
      choice.title === choice.name
        ? choice.name
        : `${choice.title} (${choice.name})`,
    description: choice.description || undefined,
  }));
  return (
    <>
      <Select
        label={props.label}
        description={props.description}
        secondaryLabel={props.isRequired ? 'Required' : undefined}
        placeholder={props.none ?? 'Choose one'}
        options={
          props.none
            ? [
                { id: NONE, label: props.none, description: undefined },
                ...options,
              ]
            : options
        }
        search={
          data.length >= SEARCH_FROM ? { placeholder: 'Search' } : undefined
        }
        selectedKey={value ?? (props.none ? NONE : null)}
        onSelectionChange={key =>
          onChange(key === null || key === NONE ? undefined : String(key))
        }
        isInvalid={props.isInvalid}
        // The form says what is wrong when it is sent; the browser would not let it be sent again.
        validationBehavior="aria"
        isDisabled={props.isDisabled}
      />
      <FieldProblem text={props.problem} />
    </>
  );
}

function Said(props: {
  label: string;
  isRequired: boolean;
  children: ReactNode;
}) {
  return (
    <Flex direction="column" gap="2">
      <FieldLabel
        label={props.label}
        secondaryLabel={props.isRequired ? 'Required' : undefined}
      />
      <Text color="secondary">{props.children}</Text>
    </Flex>
  );
}
