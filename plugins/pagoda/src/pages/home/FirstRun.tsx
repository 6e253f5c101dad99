import { useApi } from '@backstage/core-plugin-api';
import { ButtonLink, Card, CardBody, Flex, Text } from '@backstage/ui';
import { pagodaApiRef, unwrap } from '../../api';
import { useLinks } from '../../hooks/useLinks';
import { useResource } from '../../hooks/useResource';
import { useWhoami } from '../../hooks/useWhoami';
import styles from './HomePage.module.css';

/** For who has never run anything: three steps, the first of them a click away. */
export function FirstRun() {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { data: whoami } = useWhoami();
  const { data } = useResource('first experiment', signal =>
    unwrap(
      api.client.GET('/experiments', {
        params: { query: { limit: 20 } },
        signal,
      }),
    ),
  );
  const mayStart = (project: string) =>
    whoami?.projects.some(p => p.name === project && p.role !== 'viewer') ??
    false;
  const candidates = data?.items.filter(e => mayStart(e.project)) ?? [];
  // What runs with its defaults alone is the best first try.
  const first =
    candidates.find(e => !e.spec.parameterSchema?.required?.length) ??
    candidates[0];
  return (
    <Card className={styles.first}>
      <CardBody>
        <Flex direction="column" gap="3">
          <Text as="h2" variant="title-small" style={{ margin: 0 }}>
            Welcome. Your first run is a minute away.
          </Text>
          <ol className={styles.steps}>
            <li>Choose an experiment and set its parameters.</li>
            <li>Watch it run: its output appears as it is written.</li>
            <li>Look at the results here, or download them.</li>
          </ol>
          <Flex gap="2" style={{ flexWrap: 'wrap' }}>
            {first ? (
              <ButtonLink
                variant="primary"
                href={links.startExperiment(first.project, first.name)}
              >
                {`Try ${first.title || first.name}`}
              </ButtonLink>
            ) : (
              <ButtonLink variant="primary" href={links.experiments()}>
                Choose an experiment
              </ButtonLink>
            )}
          </Flex>
        </Flex>
      </CardBody>
    </Card>
  );
}
