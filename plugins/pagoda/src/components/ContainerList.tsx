import { Text } from '@backstage/ui';
import type { ExperimentSpec, RunSpec } from '@pagoda/plugin-pagoda-common';
import styles from './ContainerList.module.css';

type Service = NonNullable<ExperimentSpec['services']>[number];

/** One container as the list shows it. */
interface Shown {
  name: string;
  role: string;
  image: string;
  command?: string[];
  facts: string[];
  environment: string[];
}

/** The containers that a definition makes: the experiment's own, and its helper services. */
export function ContainerList(props: {
  spec: Pick<
    ExperimentSpec | RunSpec,
    'image' | 'command' | 'environment' | 'services'
  >;
}) {
  const { spec } = props;
  const shown: Shown[] = [
    {
      name: 'main',
      role: 'the experiment',
      image: spec.image,
      command: spec.command,
      facts: [],
      environment: Object.keys(spec.environment ?? {}),
    },
    ...(spec.services ?? []).map(service => ({
      name: service.name,
      role: 'helper service',
      image: service.image,
      command: service.command,
      facts: factsOf(service),
      environment: Object.keys(service.environment ?? {}),
    })),
  ];
  return (
    <ul className={styles.list} aria-label="Containers">
      {shown.map(container => (
        <li key={container.name}>
          <Text as="h3" variant="body-medium" weight="bold">
            {container.name}{' '}
            <Text as="span" variant="body-small" color="secondary">
              {container.role}
            </Text>
          </Text>
          <Text as="p" variant="body-small" className={styles.image}>
            Image <code>{container.image}</code>
          </Text>
          {container.command && (
            // Scrolls sideways, so it has to be reachable by keyboard.
            <pre
              className={styles.command}
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              tabIndex={0}
              aria-label={`Command of ${container.name}`}
            >
              {container.command.join(' ')}
            </pre>
          )}
          {container.facts.map(fact => (
            <Text as="p" key={fact} variant="body-small" color="secondary">
              {fact}
            </Text>
          ))}
          {container.environment.length > 0 && (
            <Text as="p" variant="body-small" color="secondary">
              Variables{' '}
              <code>
                {container.environment.map(name => `$${name}`).join(' ')}
              </code>
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
}

function factsOf({ resources = {}, readiness }: Service): string[] {
  const { cpu, memory, gpu } = resources;
  const asked = [
    ...(cpu ? [`${cpu} CPU`] : []),
    ...(memory ? [`${memory} of memory`] : []),
    ...(gpu ? [`${gpu} GPU`] : []),
  ];
  return [
    ...(asked.length > 0 ? [`Asks for ${asked.join(', ')}`] : []),
    ...(readiness?.port === undefined
      ? []
      : [`Ready when port ${readiness.port} answers`]),
    ...(readiness?.command
      ? [`Ready when ${readiness.command.join(' ')} ends with 0`]
      : []),
    ...(readiness ? [] : ['Taken for ready at once']),
  ];
}
