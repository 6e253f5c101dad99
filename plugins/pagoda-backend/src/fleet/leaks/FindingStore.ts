import type { Leak, MissingThing } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { insertRows } from '../../database/insertRows';
import type { Findings, PlaceKey } from './types';

/** When a place was last looked at; times are milliseconds since 1970. */
export interface LookRecord extends PlaceKey {
  /** Of the last look that has succeeded. */
  lookedAt?: number;
  triedAt: number;
  /** Why the last look has failed. */
  message?: string;
  /** How many were found, more than are kept where there are many. */
  leaks: number;
  missing: number;
  nextAt: number;
}

/** Of one place and type so many are kept; whoever has more has one reason for all of them. */
export const KEPT = 1_000;

interface LookRow {
  place_kind: PlaceKey['kind'];
  place: string;
  looked_at: number | string | null;
  tried_at: number | string;
  message: string | null;
  leaks: number;
  missing: number;
  next_at: number | string;
}

/** All SQL of what looks for leaks have found. */
export class FindingStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** All places that were looked at, by kind and name. */
  async looks(): Promise<LookRecord[]> {
    const rows: LookRow[] = await this.#knex('fleet_looks').orderBy([
      'place_kind',
      'place',
    ]);
    return rows.map(toRecord);
  }

  /** What the last looks have found, by id. */
  async findings(place?: PlaceKey): Promise<Findings> {
    const rows: { type: string; finding_json: string }[] = await this.#knex(
      'fleet_findings',
    )
      .modify(builder => {
        if (place) {
          builder.where(toKey(place));
        }
      })
      .orderBy('id')
      .select('type', 'finding_json');
    const of = (wanted: string) =>
      rows
        .filter(({ type }) => type === wanted)
        .map(({ finding_json }) => JSON.parse(finding_json));
    return { leaks: of('leak'), missing: of('missing') };
  }

  /** Writes down what a look has found, in the place of what the one before it had. */
  async found(
    place: PlaceKey,
    findings: Findings,
    times: { at: number; nextAt: number },
  ): Promise<void> {
    const { leaks, missing } = findings;
    await this.#knex.transaction(async tx => {
      await tx('fleet_looks')
        .insert({
          ...toKey(place),
          looked_at: times.at,
          tried_at: times.at,
          message: null,
          leaks: leaks.length,
          missing: missing.length,
          next_at: times.nextAt,
        })
        .onConflict(['place_kind', 'place'])
        .merge();
      await tx('fleet_findings').where(toKey(place)).delete();
      await insertRows(
        tx,
        'fleet_findings',
        ['place_kind', 'place', 'type', 'id', 'finding_json'],
        [...toRows(place, 'leak', leaks), ...toRows(place, 'missing', missing)],
        { onConflictDoNothing: true },
      );
    });
  }

  /** Writes down that a look has failed; what was found before stays. */
  async failed(
    place: PlaceKey,
    message: string,
    times: { at: number; nextAt: number },
  ): Promise<void> {
    const seen = { tried_at: times.at, message, next_at: times.nextAt };
    await this.#knex('fleet_looks')
      .insert({ ...toKey(place), ...seen })
      .onConflict(['place_kind', 'place'])
      .merge(seen);
  }

  /** Has the first look at places that are new, and forgets those that are no longer there. */
  async keep(
    places: PlaceKey[],
    firstLook: (place: PlaceKey) => number,
  ): Promise<void> {
    const known = await this.looks();
    const same = (a: PlaceKey) => (b: PlaceKey) =>
      a.kind === b.kind && a.name === b.name;
    for (const place of known.filter(look => !places.some(same(look)))) {
      await this.#knex('fleet_looks').where(toKey(place)).delete();
    }
    for (const place of places.filter(each => !known.some(same(each)))) {
      await this.#knex('fleet_looks')
        .insert({
          ...toKey(place),
          tried_at: 0,
          next_at: firstLook(place),
        })
        .onConflict(['place_kind', 'place'])
        .ignore();
    }
  }
}

function toKey({ kind, name }: PlaceKey) {
  return { place_kind: kind, place: name };
}

function toRows(
  place: PlaceKey,
  type: 'leak' | 'missing',
  found: (Leak | MissingThing)[],
) {
  return found.slice(0, KEPT).map(finding => ({
    ...toKey(place),
    type,
    id: finding.id,
    finding_json: JSON.stringify(finding),
  }));
}

function toRecord(row: LookRow): LookRecord {
  return {
    kind: row.place_kind,
    name: row.place,
    ...(row.looked_at !== null && { lookedAt: Number(row.looked_at) }),
    triedAt: Number(row.tried_at),
    ...(row.message !== null && { message: row.message }),
    leaks: row.leaks,
    missing: row.missing,
    nextAt: Number(row.next_at),
  };
}
