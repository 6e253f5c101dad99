import { Link } from '@backstage/ui';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { CopyButton, type Fact } from '../../components';
import type { PagodaLinks } from '../../hooks/useLinks';
import styles from './RunPage.module.css';

/** Cluster, node, pod and image with its digest, as far as they are known. */
export function placementFacts(run: Run, links: PagodaLinks): Fact[] {
  const { node, namespace, job, pod, image } = run.status.placement ?? {};
  const names: [string, string | undefined][] = [
    ['Node', node],
    ['Namespace', namespace],
    ['Job', job],
    ['Pod', pod],
    ['Image', image],
  ];
  return [
    {
      label: 'Cluster',
      value: <Link href={links.cluster(run.cluster)}>{run.cluster}</Link>,
    },
    ...names.flatMap(([label, value]) =>
      value === undefined
        ? []
        : [
            {
              label,
              value: (
                <span className={styles.copied}>
                  <code title={value}>{shorten(value)}</code>
                  <CopyButton
                    text={value}
                    label={`Copy ${label.toLowerCase()}`}
                  />
                </span>
              ),
            },
          ],
    ),
  ];
}

/** A digest tells enough by its first digits; the whole of it is copied. */
function shorten(text: string): string {
  return text.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]{52}$/, '$1…');
}
