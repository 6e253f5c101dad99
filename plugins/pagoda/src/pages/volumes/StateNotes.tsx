import { Alert, Flex } from '@backstage/ui';
import {
  volumeNews,
  type Condition,
  type Volume,
} from '@pagoda/plugin-pagoda-common';
import { RelativeTime } from '../../components';

/** What is worth saying of a volume's state, with what to do about it: not that all is well. */
export function StateNotes({ volume }: { volume: Volume }) {
  const news = volumeNews(volume);
  if (news.length === 0) {
    return null;
  }
  return (
    <Flex direction="column" gap="2" aria-live="polite">
      {news.map(condition => (
        <Alert
          key={condition.type}
          status={levelOf(volume, condition)}
          icon
          title={condition.message}
          description={
            <>
              {condition.reason}, since{' '}
              <RelativeTime time={condition.lastTransitionTime} />
            </>
          }
        />
      ))}
    </Flex>
  );
}

function levelOf(
  { status: { phase } }: Volume,
  { type, status, reason }: Condition,
): 'info' | 'warning' | 'danger' {
  if (type === 'Ready' && phase === 'Error') {
    return 'danger';
  }
  const isUnderWay = phase === 'Pending' || phase === 'Deleting';
  const isBad = /Failed|Refused|Exceeded|TakesTooLong|Late|NotFound/.test(
    reason,
  );
  if (isBad) {
    return 'warning';
  }
  return status === 'True' || isUnderWay ? 'info' : 'warning';
}
