import type { ReactNode } from 'react';
import { Text } from '@backstage/ui';
import styles from './FactList.module.css';

/** One named value. */
export interface Fact {
  label: string;
  value: ReactNode;
}

/** Named values under a heading. */
export function FactList(props: {
  /** Left out where the panel around it says enough. */
  title?: string;
  facts: Fact[];
  /** Stands there when there are none. */
  empty?: string;
}) {
  return (
    <section>
      {props.title !== undefined && (
        <Text as="h2" variant="title-x-small" className={styles.title}>
          {props.title}
        </Text>
      )}
      {props.facts.length === 0 ? (
        <Text color="secondary">{props.empty ?? 'None'}</Text>
      ) : (
        <dl className={styles.facts}>
          {props.facts.map(fact => (
            <div key={fact.label} className={styles.fact}>
              <dt>{fact.label}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
