import { Text } from '@backstage/ui';
import type { LeakReport } from '@pagoda/plugin-pagoda-common';
import { RelativeTime } from '../../components';

/** When each place was looked at for leaks, what could not be looked at, and what is gone. */
export function Looks({ report }: { report: LeakReport }) {
  const { looks, missing } = report;
  return (
    <>
      {missing.map(({ id, reason }) => (
        <Text key={id} as="p" color="danger" role="alert">
          {reason}
        </Text>
      ))}
      {looks.map(({ cluster, cloud, message, lookedAt, leaks }) => {
        const place =
          cloud === undefined ? `Cluster ${cluster}` : `Cloud ${cloud}`;
        const listed = report.items.filter(
          item => item.cluster === cluster && item.cloud === cloud,
        ).length;
        return (
          <div key={place}>
            {message !== undefined && (
              <Text as="p" color="danger" role="alert">
                {place} could not be looked at: {message}
              </Text>
            )}
            <Text as="p" color="secondary" style={{ margin: 0 }}>
              {lookedAt === undefined ? (
                `${place} was not looked at yet`
              ) : (
                <>
                  {place}, seen <RelativeTime time={lookedAt} />
                </>
              )}
              {leaks > listed &&
                `: ${leaks} leaks, of which ${listed} are listed`}
            </Text>
          </div>
        );
      })}
    </>
  );
}
