import type { Cloud } from '@pagoda/plugin-pagoda-common';
import { ChoiceField } from '../scaffolder/ChoiceField';
import { useClouds } from './useClouds';

const KINDS: Record<Cloud['kind'], string> = {
  openstack: 'OpenStack',
  rancher: 'Rancher',
};

/** Chooses a cloud. */
export function CloudField(props: {
  value: string | undefined;
  onChange: (value: string | undefined, cloud: Cloud | undefined) => void;
  /** Which are offered. */
  filter?: (cloud: Cloud) => boolean;
  /** What there is none of, such as `cloud in which clusters are made`. */
  what?: string;
  label?: string;
  description?: string;
  isRequired?: boolean;
  isInvalid?: boolean;
  isDisabled?: boolean;
  none?: string;
  problem?: string;
}) {
  const { filter = () => true, what = 'cloud' } = props;
  const clouds = useClouds();
  const offered = clouds.data?.filter(filter);
  return (
    <ChoiceField
      label={props.label ?? 'Cloud'}
      description={props.description}
      choices={{
        error: clouds.error,
        refresh: clouds.refresh,
        data: offered?.map(toChoice),
      }}
      value={props.value}
      onChange={value =>
        props.onChange(
          value,
          offered?.find(({ name }) => name === value),
        )
      }
      isRequired={props.isRequired ?? false}
      isInvalid={props.isInvalid ?? props.problem !== undefined}
      isDisabled={props.isDisabled ?? false}
      preselect={props.isRequired}
      none={props.none}
      empty={`There is no ${what}. An administrator of the portal connects one in its configuration.`}
      problem={props.problem}
    />
  );
}

function toChoice({ name, title, kind, phase, openstack }: Cloud) {
  return {
    name,
    title: title || name,
    description: [
      openstack ? `${KINDS[kind]} with machines of ${openstack}` : KINDS[kind],
      ...(phase === 'Ready' ? [] : [phase]),
    ].join(' · '),
  };
}
