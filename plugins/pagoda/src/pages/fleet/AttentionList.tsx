import { useState } from 'react';
import { Button, Link, Text } from '@backstage/ui';
import type { Attention, Fleet } from '@pagoda/plugin-pagoda-common';
import { EmptyState, Panel, RelativeTime } from '../../components';
import { useLinks, type PagodaLinks } from '../../hooks/useLinks';
import styles from './fleet.module.css';

const WORDS: Record<Attention['severity'], string> = {
  error: '✕ Error',
  warning: '△ Warning',
  info: 'i Notice',
};

/** So many are shown before somebody asks for more. */
const FIRST = 8;

/** What needs an administrator, the most severe first, each with its cause and the next step. */
export function AttentionList(props: {
  fleet: Fleet;
  /** Extends the end of a cluster. */
  onExtend: (cluster: string) => void;
}) {
  const { attention, attentionTotal } = props.fleet;
  const links = useLinks();
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? attention : attention.slice(0, FIRST);
  const hidden = attention.length - shown.length;
  const unread = attentionTotal - attention.length;
  return (
    <Panel title="Needs you">
      {attention.length === 0 && (
        <EmptyState
          title="Nothing needs you"
          description="All clusters, volumes and clouds are as they should be."
        />
      )}
      <ul className={styles.attention} aria-label="Needs you">
        {shown.map(item => (
          <li key={item.id} className={styles.item}>
            <span className={styles.severity} data-severity={item.severity}>
              {WORDS[item.severity]}
            </span>
            <div className={styles.what}>
              <Text weight="bold">{item.title}</Text>
              <p className={styles.cause}>
                {item.cause}
                {item.since && (
                  <>
                    {' '}
                    Since <RelativeTime time={item.since} />.
                  </>
                )}
              </p>
            </div>
            {item.kind === 'cluster' && item.id.endsWith('/end') ? (
              <Button
                size="small"
                variant="secondary"
                aria-label={`${item.action.label}: ${item.name}`}
                onPress={() => props.onExtend(item.name)}
              >
                {item.action.label}
              </Button>
            ) : (
              <Link href={hrefOf(item, links)}>{item.action.label}</Link>
            )}
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button size="small" variant="tertiary" onPress={() => setOpen(true)}>
          {`Show ${hidden} more`}
        </Button>
      )}
      {isOpen && unread > 0 && (
        <Text as="p" color="secondary">
          and {unread} more, which are not listed
        </Text>
      )}
    </Panel>
  );
}

/** Where the next step is done. */
function hrefOf(item: Attention, links: PagodaLinks): string {
  switch (item.kind) {
    case 'cluster':
    case 'namespace':
      return links.cluster(item.name);
    case 'volume':
      return links.volume(item.project ?? '', item.name);
    case 'runs':
      return links.runs({ phase: 'Queued' });
    case 'cloud':
      return links.fleet({ tab: 'clusters', cloud: item.name });
    default:
      return links.fleet({ tab: 'leaks' });
  }
}
