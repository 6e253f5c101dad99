import { ChoiceField } from '../scaffolder/ChoiceField';
import { offerChoices, type OfferKind } from './offerChoices';
import { useOffers } from './useOffers';

/** Words for a kind, and what to do where there is none of it. */
const WORDS: Record<OfferKind, { label: string; empty: string }> = {
  flavor: {
    label: 'Flavor',
    empty: 'The cloud offers no flavors to the portal’s account.',
  },
  image: {
    label: 'Image',
    empty: 'The cloud has no images. Its operators, or you, can upload one.',
  },
  network: {
    label: 'Network',
    empty: 'The portal’s account has no network in the cloud.',
  },
  externalNetwork: {
    label: 'External network',
    empty: 'The cloud has no external network.',
  },
  computeZone: { label: 'Zone', empty: 'The cloud has no zones.' },
  volumeZone: { label: 'Zone', empty: 'The cloud has no zones for volumes.' },
  volumeType: { label: 'Volume type', empty: 'The cloud has one type only.' },
  securityGroup: {
    label: 'Security group',
    empty: 'The portal’s account has no security groups.',
  },
  keypair: {
    label: 'Key pair',
    empty: 'The portal’s account has no key pairs in the cloud.',
  },
  clusterTemplate: {
    label: 'Cluster template',
    empty: 'The cloud has no cluster templates. Its operators make them.',
  },
  version: {
    label: 'Kubernetes',
    empty:
      'No versions are offered. An administrator of the portal adds some to its configuration.',
  },
};

/** Chooses one of the things of a kind that a cloud offers, as the portal has last read them. */
export function OfferField(props: {
  cloud: string | undefined;
  kind: OfferKind;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  label?: string;
  description?: string;
  isRequired?: boolean;
  isInvalid?: boolean;
  isDisabled?: boolean;
  /** Offers to choose nothing, in these words. */
  none?: string;
  /** Stands below the field. */
  problem?: string;
}) {
  const { cloud, kind } = props;
  const offers = useOffers(cloud);
  const words = WORDS[kind];
  return (
    <ChoiceField
      label={props.label ?? words.label}
      description={props.description}
      choices={{
        error: offers.error,
        refresh: offers.refresh,
        data: offers.data && offerChoices(offers.data, kind),
      }}
      value={props.value}
      onChange={props.onChange}
      isRequired={props.isRequired ?? false}
      isInvalid={props.isInvalid ?? props.problem !== undefined}
      isDisabled={props.isDisabled ?? false}
      preselect={props.isRequired}
      none={props.none}
      waitsFor={cloud ? undefined : 'Choose a cloud first.'}
      empty={
        offers.data?.observedAt === undefined
          ? 'The portal has not read yet what the cloud offers.'
          : words.empty
      }
      problem={props.problem}
    />
  );
}
