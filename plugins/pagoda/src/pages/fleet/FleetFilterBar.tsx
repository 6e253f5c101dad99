import { useEffect, useState } from 'react';
import { Button, SearchField, Select } from '@backstage/ui';
import styles from './fleet.module.css';
import type { FleetFilters } from './useFleetView';

/** One choice of a {@link FleetFilterBar}. */
export interface FleetFilter {
  /** The parameter of the page's address, and of the request. */
  name: string;
  label: string;
  /** In place of no choice; for the order there is always one. */
  any?: string;
  options: { id: string; label: string }[];
}

/** In place of an id: React Aria takes no empty one. */
const ANY = 'any';

/** How long somebody may pause while typing, in milliseconds. */
const PAUSE = 400;

/** Narrows and orders one part of the fleet. */
export function FleetFilterBar(props: {
  label: string;
  filters: FleetFilters;
  fields: FleetFilter[];
  onChange: (changed: FleetFilters) => void;
}) {
  const { filters, fields, onChange } = props;
  const names = ['q', ...fields.map(({ name }) => name)];
  const isFiltered = names.some(name => filters[name] !== undefined);
  return (
    <div className={styles.filters} role="search" aria-label={props.label}>
      <Search
        label={props.label}
        value={filters.q ?? ''}
        onChange={q => onChange({ q })}
      />
      {fields.map(({ name, label, any, options }) => {
        const value = filters[name];
        const known = options.some(({ id }) => id === value);
        return (
          <Select
            key={name}
            className={styles.filter}
            label={label}
            options={[
              ...(any === undefined ? [] : [{ id: ANY, label: any }]),
              ...options,
              ...(value === undefined || known
                ? []
                : [{ id: value, label: value }]),
            ]}
            value={value ?? (any === undefined ? options[0].id : ANY)}
            onChange={key =>
              onChange({
                [name]: key === ANY || key === null ? undefined : String(key),
              })
            }
          />
        );
      })}
      {isFiltered && (
        <Button
          variant="tertiary"
          size="small"
          onPress={() =>
            onChange(Object.fromEntries(names.map(name => [name, undefined])))
          }
        >
          Clear filters
        </Button>
      )}
    </div>
  );
}

/** Follows what is typed with a pause, so that not each letter is a request. */
function Search(props: {
  label: string;
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
    const timer = setTimeout(() => onChange(text.trim()), PAUSE);
    return () => clearTimeout(timer);
    // `onChange` is made anew at each drawing; waiting starts anew only with the text.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text, value]);
  return (
    <SearchField
      className={styles.search}
      aria-label={`${props.label} by name`}
      placeholder="Part of the name"
      value={text}
      onChange={setText}
      onSubmit={submitted => onChange(submitted.trim())}
    />
  );
}
