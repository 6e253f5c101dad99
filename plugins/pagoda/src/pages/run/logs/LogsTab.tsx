import { useEffect, useState, type KeyboardEvent } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, ButtonIcon, SearchField, Switch, Text } from '@backstage/ui';
import {
  RiArrowDownLine,
  RiArrowUpLine,
  RiDownloadLine,
} from '@remixicon/react';
import { isFinal, type Run } from '@pagoda/plugin-pagoda-common';
import { download, pagodaApiRef } from '../../../api';
import { EmptyState, ErrorPanel } from '../../../components';
import { useToast } from '../../../hooks/useToast';
import { useLocation, useSearchParams } from '../../../routing';
import { LogList } from './LogList';
import { LogSelects } from './LogSelects';
import { useLogFilter } from './useLogFilter';
import { useLogSearch } from './useLogSearch';
import { useLogStream } from './useLogStream';
import { MAX_LINES, type LogStatus } from './LogStream';
import styles from './LogsTab.module.css';

const STATUS_WORDS: Record<LogStatus, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  ended: 'Complete',
  failed: 'Broken off',
};

/** What the run has written, as it writes it. */
export function LogsTab({ run }: { run: Run }) {
  const api = useApi(pagodaApiRef);
  const toast = useToast();
  const { hash } = useLocation();
  const linked = /^#L(\d+)$/.exec(hash)?.[1];
  const [tries, setTries] = useState(0);
  const [query] = useSearchParams();
  const linkedAttempt = /^\d+$/.exec(query.get('attempt') ?? '')?.[0];
  const stream = useLogStream(run.id, tries);
  const [wrap, setWrap] = useState(false);
  const [showTime, setShowTime] = useState(false);
  const [isFollowing, setFollowing] = useState(
    !isFinal(run.status.phase) && !linked,
  );
  const [target, setTarget] = useState<{ index: number; at: number }>();

  const { filter, setFilter, lines, indices } = useLogFilter(
    stream,
    linkedAttempt ? { attempt: linkedAttempt } : {},
  );
  const { version } = stream;
  const search = useLogSearch(lines, version);

  const linkedIndex =
    linked === undefined || indices
      ? undefined
      : Number(linked) - 1 - stream.dropped;
  const isLinkedThere =
    linkedIndex !== undefined && linkedIndex >= 0 && linkedIndex < lines.length;
  useEffect(() => {
    if (linkedIndex !== undefined && isLinkedThere) {
      setFollowing(false);
      setTarget({ index: linkedIndex, at: Date.now() });
    }
    // Once it is there: the lines that come after must not jump back to it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [hash, isLinkedThere]);

  function jump(step: 1 | -1) {
    const index = search.go(step);
    if (index !== undefined) {
      setFollowing(false);
      setTarget({ index, at: Date.now() });
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key === 'Enter' && isTyping) {
      event.preventDefault();
      jump(event.shiftKey ? -1 : 1);
    } else if (!isTyping && (event.key === 'n' || event.key === 'N')) {
      jump(event.key === 'n' ? 1 : -1);
    }
  }

  async function save() {
    try {
      await download(api, `/runs/${run.id}/logs`, `run-${run.number}.log`, {
        headers: { Accept: 'text/plain' },
      });
    } catch (error) {
      toast.error('The log could not be downloaded', error);
    }
  }

  const found = search.matches.length;
  return (
    // Keys for the whole of it, `n` and `N` as in a pager; captured, as the search field keeps Enter to itself.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.logs} onKeyDownCapture={onKeyDown}>
      <div className={styles.toolbar}>
        <SearchField
          className={styles.search}
          aria-label="Search the log"
          placeholder="Search; then n and N"
          value={search.text}
          onChange={search.setText}
        />
        {search.text !== '' && (
          <>
            <Text variant="body-small" role="status">
              {found === 0
                ? 'Not found'
                : `${search.current + 1 || '–'} of ${found} lines`}
            </Text>
            <ButtonIcon
              size="small"
              variant="tertiary"
              aria-label="Previous match"
              isDisabled={found === 0}
              icon={<RiArrowUpLine aria-hidden="true" />}
              onPress={() => jump(-1)}
            />
            <ButtonIcon
              size="small"
              variant="tertiary"
              aria-label="Next match"
              isDisabled={found === 0}
              icon={<RiArrowDownLine aria-hidden="true" />}
              onPress={() => jump(1)}
            />
          </>
        )}
        <LogSelects
          run={run}
          seen={stream.containers}
          filter={filter}
          onChange={setFilter}
        />
        <Switch label="Wrap" isSelected={wrap} onChange={setWrap} />
        <Switch label="Time" isSelected={showTime} onChange={setShowTime} />
        {!isFinal(run.status.phase) && (
          <Switch
            label="Follow"
            isSelected={isFollowing}
            onChange={setFollowing}
          />
        )}
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiDownloadLine aria-hidden="true" />}
          onPress={save}
        >
          Download
        </Button>
      </div>
      {stream.error && (
        <ErrorPanel
          error={stream.error}
          title="The log broke off"
          onRetry={() => setTries(tries + 1)}
        />
      )}
      {lines.length === 0 ? (
        <EmptyLog
          run={run}
          status={stream.status}
          isFiltered={indices !== undefined}
        />
      ) : (
        <LogList
          lines={lines}
          version={version}
          numberOf={index => (indices?.[index] ?? index) + 1 + stream.dropped}
          search={search.text}
          target={target}
          isFollowing={isFollowing}
          onFollow={setFollowing}
          showTime={showTime}
          showContainer={stream.containers.size > 1}
          wrap={wrap}
        />
      )}
      <Text variant="body-small" color="secondary" role="status">
        {STATUS_WORDS[stream.status]} · {lines.length.toLocaleString('en')}{' '}
        lines
        {stream.dropped > 0 &&
          ` · only the last ${MAX_LINES.toLocaleString('en')} are shown; the download has all`}
      </Text>
    </div>
  );
}

function EmptyLog(props: { run: Run; status: LogStatus; isFiltered: boolean }) {
  const { run, status } = props;
  if (status === 'connecting' || status === 'failed') {
    return null;
  }
  if (props.isFiltered) {
    return <EmptyState title="Nothing of what is chosen here" />;
  }
  return isFinal(run.status.phase) ? (
    <EmptyState title="The run wrote nothing" />
  ) : (
    <EmptyState
      title="Nothing written yet"
      description={
        run.status.phase === 'Queued'
          ? 'The run is still waiting. Its output appears here as soon as there is some.'
          : 'Output appears here as the run writes it. Many languages hold it back until a buffer is full.'
      }
    />
  );
}
