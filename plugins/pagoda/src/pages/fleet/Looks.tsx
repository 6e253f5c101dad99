import type { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import type { LeakReport } from '@pagoda/plugin-pagoda-common';
import { RelativeTime } from '../../components';

type Look = LeakReport['looks'][number];

/** More places than these are told together. */
const SINGLE = 5;

/** When each place was looked at for leaks, what could not be looked at, and what is gone. */
export function Looks({ report }: { report: LeakReport }) {
  const { looks, missing } = report;
  const failed = looks.filter(({ message }) => message !== undefined);
  return (
    <>
      {missing.map(({ id, reason }) => (
        <Text key={id} as="p" color="danger" role="alert">
          {reason}
        </Text>
      ))}
      {failed.map(look => (
        <Text key={placeOf(look)} as="p" color="danger" role="alert">
          {placeOf(look)} could not be looked at: {look.message}
        </Text>
      ))}
      {looks.length > SINGLE ? (
        <Note>
          <Together looks={looks} />
        </Note>
      ) : (
        looks.map(look => (
          <Note key={placeOf(look)}>
            <Single look={look} report={report} />
          </Note>
        ))
      )}
    </>
  );
}

function Single({ look, report }: { look: Look; report: LeakReport }) {
  const { cluster, cloud, lookedAt, leaks } = look;
  const listed = report.items.filter(
    item => item.cluster === cluster && item.cloud === cloud,
  ).length;
  return (
    <>
      {placeOf(look)}
      {lookedAt === undefined ? (
        ' was not looked at yet'
      ) : (
        <>
          , seen <RelativeTime time={lookedAt} />
        </>
      )}
      {leaks > listed && `: ${leaks} leaks, of which ${listed} are listed`}
    </>
  );
}

function Together({ looks }: { looks: Look[] }) {
  const times = looks.flatMap(({ lookedAt }) => lookedAt ?? []).sort();
  const unseen = looks.length - times.length;
  return (
    <>
      {looks.length} places
      {times.length > 0 && (
        <>
          , of which one was last seen <RelativeTime time={times[0]} /> and the
          others later
        </>
      )}
      {unseen > 0 && `; ${unseen} were not looked at yet`}
    </>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <Text as="p" color="secondary" style={{ margin: 0 }}>
      {children}
    </Text>
  );
}

function placeOf({ cluster, cloud }: Look): string {
  return cloud === undefined ? `Cluster ${cluster}` : `Cloud ${cloud}`;
}
