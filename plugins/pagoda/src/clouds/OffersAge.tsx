import { Text } from '@backstage/ui';
import { RelativeTime } from '../components';
import { useOffers } from './useOffers';

/** How old the lists are that one chooses from. */
export function OffersAge({ cloud }: { cloud: string | undefined }) {
  const { data } = useOffers(cloud);
  if (!data) {
    return null;
  }
  return (
    <Text as="p" variant="body-small" color="secondary" style={{ margin: 0 }}>
      {data.observedAt ? (
        <>
          What the cloud offers was read <RelativeTime time={data.observedAt} />
          .
        </>
      ) : (
        'The portal has not read yet what the cloud offers; it does so within minutes.'
      )}
    </Text>
  );
}
