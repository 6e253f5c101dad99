import { useEffect, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  SearchField,
  Select,
  Switch,
  useBreakpoint,
} from '@backstage/ui';
import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { formatEntityRef } from '../../describeRun';
import { useResource } from '../../hooks/useResource';
import { countFilters, type RunFilters } from '../../hooks/useRunFilters';
import { useWhoami } from '../../hooks/useWhoami';
import styles from './RunFilterBar.module.css';

const PHASES: RunPhase[] = [
  'Queued',
  'Starting',
  'Running',
  'Succeeded',
  'Failed',
  'Cancelled',
];

const SPANS = [
  { id: '1h', label: 'Last hour' },
  { id: '24h', label: 'Last 24 hours' },
  { id: '7d', label: 'Last 7 days' },
  { id: '30d', label: 'Last 30 days' },
];

/** In place of an id: React Aria takes no empty one. */
const ANY = 'any';

/** The filters of the runs page; folded away on narrow screens. */
export function RunFilterBar(props: {
  filters: RunFilters;
  onChange: (changed: Partial<RunFilters>) => void;
  onClear: () => void;
}) {
  const { filters, onChange } = props;
  const { up } = useBreakpoint();
  const [isOpen, setOpen] = useState(false);
  const count = countFilters(filters);
  const isWide = up('sm');

  return (
    <div className={styles.bar} role="search" aria-label="Filter runs">
      <div className={styles.first}>
        <DebouncedSearch
          value={filters.q ?? ''}
          onChange={q => onChange({ q: q || undefined })}
        />
        <Switch
          className={styles.switch}
          label="Sweeps as one row"
          isSelected={filters.groupSweeps}
          onChange={groupSweeps => onChange({ groupSweeps })}
        />
        {!isWide && (
          <Button
            variant="secondary"
            aria-expanded={isOpen}
            onPress={() => setOpen(!isOpen)}
          >
            {count > 0 ? `Filters (${count})` : 'Filters'}
          </Button>
        )}
      </div>
      {(isWide || isOpen) && <FilterFields {...props} />}
      {count > 0 && (
        <Button variant="tertiary" size="small" onPress={props.onClear}>
          Clear filters
        </Button>
      )}
    </div>
  );
}

function FilterFields(props: {
  filters: RunFilters;
  onChange: (changed: Partial<RunFilters>) => void;
}) {
  const { filters, onChange } = props;
  const { projects, experiments, clusters } = useFilterOptions();
  const { data: whoami } = useWhoami();
  const owners = [
    ...(whoami ? [{ id: whoami.userEntityRef, label: 'Me' }] : []),
    ...(filters.owner && filters.owner !== whoami?.userEntityRef
      ? [{ id: filters.owner, label: formatEntityRef(filters.owner) }]
      : []),
  ];
  return (
    <>
      <Select
        className={styles.field}
        label="Project"
        selectionMode="multiple"
        placeholder="All"
        options={withCurrent(projects, filters.project)}
        value={filters.project}
        onChange={keys => onChange({ project: keys.map(String) })}
      />
      <Select
        className={styles.field}
        label="Phase"
        selectionMode="multiple"
        placeholder="All"
        options={PHASES.map(phase => ({ id: phase, label: phase }))}
        value={filters.phase}
        onChange={keys =>
          onChange({ phase: PHASES.filter(phase => keys.includes(phase)) })
        }
      />
      <SingleSelect
        label="Experiment"
        any="All"
        options={experiments}
        value={filters.experiment}
        onChange={experiment => onChange({ experiment })}
      />
      <SingleSelect
        label="Cluster"
        any="All"
        options={clusters}
        value={filters.cluster}
        onChange={cluster => onChange({ cluster })}
      />
      <SingleSelect
        label="Owner"
        any="Anyone"
        options={owners}
        value={filters.owner}
        onChange={owner => onChange({ owner })}
      />
      <SingleSelect
        label="Since"
        any="Any time"
        options={SPANS}
        value={filters.since}
        onChange={since => onChange({ since })}
      />
      <DebouncedSearch
        label="Label"
        placeholder="key=value"
        value={filters.label ?? ''}
        onChange={label => onChange({ label: label || undefined })}
      />
    </>
  );
}

function SingleSelect(props: {
  label: string;
  any: string;
  options: { id: string; label: string }[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { value } = props;
  return (
    <Select
      className={styles.field}
      label={props.label}
      options={[
        { id: ANY, label: props.any },
        ...withCurrent(props.options, value === undefined ? [] : [value]),
      ]}
      value={value ?? ANY}
      onChange={key =>
        props.onChange(key === ANY || key === null ? undefined : String(key))
      }
    />
  );
}

/** Follows what is typed with a pause, so that not each letter is a request. */
function DebouncedSearch(props: {
  label?: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { value, onChange } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) {
      return undefined;
    }
    const timer = setTimeout(() => onChange(text.trim()), 400);
    return () => clearTimeout(timer);
    // `onChange` is made anew at each drawing; waiting starts anew only with the text.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, value]);
  return (
    <SearchField
      className={props.label ? styles.field : styles.search}
      icon={props.label ? false : undefined}
      label={props.label}
      aria-label={props.label ?? 'Search runs'}
      placeholder={props.placeholder ?? 'Experiment, label, parameter, cause'}
      value={text}
      onChange={setText}
      onSubmit={submitted => onChange(submitted.trim())}
    />
  );
}

/** A value from the address that is not among the options is shown all the same. */
function withCurrent(
  options: { id: string; label: string }[],
  current: string[],
) {
  const missing = current.filter(id => !options.some(o => o.id === id));
  return [...options, ...missing.map(id => ({ id, label: id }))];
}

/** The most that one request gives; a portal with more is filtered by the text. */
const MAX_OPTIONS = 500;

function useFilterOptions() {
  const api = useApi(pagodaApiRef);
  const { data } = useResource('runFilterOptions', async signal => {
    const query = { limit: MAX_OPTIONS };
    // Each filter works without the others' choices.
    const [projects, experiments, clusters] = await Promise.allSettled([
      unwrap(api.client.GET('/projects', { params: { query }, signal })),
      unwrap(
        api.client.GET('/experiments', {
          params: { query: { ...query, fields: 'name' } },
          signal,
        }),
      ),
      unwrap(api.client.GET('/clusters', { params: { query }, signal })),
    ]);
    return {
      projects: itemsOf(projects).map(({ name, title }) => ({
        id: name,
        label: title || name,
      })),
      experiments: [
        ...new Set(itemsOf(experiments).map(({ name }) => name)),
      ].map(name => ({ id: name, label: name })),
      clusters: itemsOf(clusters).map(({ name, title }) => ({
        id: name,
        label: title || name,
      })),
    };
  });
  return data ?? { projects: [], experiments: [], clusters: [] };
}

function itemsOf<T>(result: PromiseSettledResult<{ items: T[] }>): T[] {
  return result.status === 'fulfilled' ? result.value.items : [];
}
