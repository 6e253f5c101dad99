import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Link } from '@backstage/ui';
import type {
  ExplanationCode,
  Run,
  Sweep,
  SweepPoint,
} from '@pagoda/plugin-pagoda-common';
import { toError } from '@backstage/errors';
import { pagodaApiRef, unwrap } from '../../api';
import { ConfirmDialog } from '../../components';
import { useMayWrite } from '../../hooks/useMayWrite';
import { useLinks } from '../../hooks/useLinks';
import { useRunActions } from '../../hooks/useRunActions';
import { useToast } from '../../hooks/useToast';
import { explanationTitle, suggestRerun } from '../run/explain';
import styles from './SweepPage.module.css';

/** Reruns that are sent at the same time. */
const CONCURRENCY = 5;

/** The failed points by cause, each with a way to run them again. */
export function FailureCauses(props: { sweep: Sweep; points: SweepPoint[] }) {
  const links = useLinks();
  const mayWrite = useMayWrite(props.sweep.project);
  const causes = groupByCause(props.points);
  if (causes.length === 0) {
    return null;
  }
  return (
    <section aria-label="Failures by cause">
      <ul className={styles.causes}>
        {causes.map(({ code, points }) => (
          <li key={code} className={styles.cause}>
            <strong>
              {points.length} × {explanationTitle(code)}
            </strong>
            <Link href={links.run(points[0].run)}>an example</Link>
            {mayWrite && <RerunThese points={points} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function RerunThese({ points }: { points: SweepPoint[] }) {
  const api = useApi(pagodaApiRef);
  const actions = useRunActions();
  const toast = useToast();
  const links = useLinks();
  const [example, setExample] = useState<Run>();
  const [isAsking, setAsking] = useState(false);
  const suggestion = example && suggestRerun(example);

  async function ask() {
    try {
      setExample(
        await unwrap(
          api.client.GET('/runs/{run}', {
            params: { path: { run: points[0].run } },
          }),
        ),
      );
      setAsking(true);
    } catch (error) {
      toast.error('The runs cannot be repeated now', error);
    }
  }

  async function rerunAll() {
    const waiting = [...points];
    const failures: Error[] = [];
    async function work() {
      for (let point = waiting.shift(); point; point = waiting.shift()) {
        try {
          await actions.rerun({ id: point.run }, suggestion?.changes);
        } catch (error) {
          failures.push(toError(error));
        }
      }
    }
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    if (failures.length > 0) {
      throw new Error(
        `${failures.length} of ${points.length} were not repeated: ${failures[0].message}`,
      );
    }
    toast.success(`${points.length} runs were submitted`, {
      label: 'Runs',
      href: links.runs({ experiment: example?.experiment ?? '' }),
    });
  }

  return (
    <>
      <Button size="small" variant="secondary" onPress={ask}>
        Rerun these
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`Rerun ${points.length} ${points.length === 1 ? 'point' : 'points'}?`}
        confirmLabel={suggestion?.label ?? 'Rerun'}
        onConfirm={rerunAll}
      >
        They become new runs with the same parameters
        {suggestion
          ? `, and ask for more than before: ${suggestion.label.replace('Rerun with ', '')}.`
          : '.'}{' '}
        The failed ones stay as they are.
      </ConfirmDialog>
    </>
  );
}

function groupByCause(
  points: SweepPoint[],
): { code: ExplanationCode; points: SweepPoint[] }[] {
  const groups = new Map<ExplanationCode, SweepPoint[]>();
  for (const point of points) {
    if (point.phase === 'Failed') {
      const code = point.code ?? 'Unknown';
      groups.set(code, [...(groups.get(code) ?? []), point]);
    }
  }
  return [...groups]
    .map(([code, members]) => ({ code, points: members }))
    .sort((a, b) => b.points.length - a.points.length);
}
