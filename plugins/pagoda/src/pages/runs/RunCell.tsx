import { ButtonIcon, Link, Text } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import type { Run, Sweep } from '@pagoda/plugin-pagoda-common';
import { SweepProgress } from '../../components/SweepProgress';
import { runTitle, summarizeParameters } from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import styles from './RunCell.module.css';
import type { OpenSweep } from './useOpenSweeps';

/** A run's name and, below it, its cause where it failed or waits, else its parameters. */
export function RunCell(props: { run: Run; isPoint: boolean }) {
  const { run, isPoint } = props;
  const links = useLinks();
  const { explanation } = run.status;
  // An inline run has mostly no parameters: its command says what it does.
  const parameters =
    summarizeParameters(run.spec.parameters) || run.spec.command.join(' ');
  return (
    <div className={isPoint ? styles.point : styles.cell}>
      <Link href={links.run(run.id)} weight="bold" standalone>
        {runTitle(run)}
      </Link>
      {explanation ? (
        <Text
          as="span"
          variant="body-small"
          className={styles.cause}
          title={explanation.advice}
        >
          <span
            data-tone={run.status.phase === 'Failed' ? 'danger' : undefined}
            className={styles.code}
          >
            {explanation.code}
          </span>
          : {explanation.summary}
        </Text>
      ) : (
        parameters && (
          <Text
            as="span"
            variant="body-small"
            color="secondary"
            className={styles.line}
            title={parameters}
          >
            {parameters}
          </Text>
        )
      )}
    </div>
  );
}

/** A sweep as one row: how far it is, and a button that shows its first points. */
export function SweepCell(props: {
  sweep: Sweep;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { sweep, isOpen } = props;
  const links = useLinks();
  return (
    <div className={styles.sweep}>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? 'Hide' : 'Show'} points of the sweep of ${sweep.experiment}`}
        icon={
          isOpen ? (
            <RiArrowDownSLine aria-hidden="true" />
          ) : (
            <RiArrowRightSLine aria-hidden="true" />
          )
        }
        onPress={props.onToggle}
      />
      <div className={styles.cell}>
        <span className={styles.line}>
          <Link href={links.sweep(sweep.id)} weight="bold" standalone>
            {`${sweep.experiment} sweep`}
          </Link>{' '}
          <Text as="span" variant="body-small" color="secondary">
            {sweep.points} points over {sweep.parameterNames.join(', ')}
          </Text>
        </span>
        <SweepProgress sweep={sweep} />
      </div>
    </div>
  );
}

/** Below the points of an opened sweep: the way to all of them. */
export function MorePointsCell(props: { sweep: Sweep; open: OpenSweep }) {
  const { sweep, open } = props;
  const links = useLinks();
  if (open.isLoading) {
    return <div className={styles.point}>Loading points…</div>;
  }
  if (open.error) {
    return (
      <div className={styles.point} role="alert">
        The points could not be read: {open.error.message}
      </div>
    );
  }
  return (
    <div className={styles.point}>
      <Link href={links.sweep(sweep.id)} variant="body-small">
        {open.runs.length < sweep.points
          ? `All ${sweep.points} points, with a plot`
          : 'The sweep with a plot'}
      </Link>
    </div>
  );
}
