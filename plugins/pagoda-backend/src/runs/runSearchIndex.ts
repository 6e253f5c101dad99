import type { Knex } from 'knex';
import { isSqlite } from '../database/PagodaDatabase';
import {
  scopeWords,
  searchWords,
  type SearchableRun,
  type SearchScope,
} from './searchWords';

/** A run as the search index takes it. */
export interface RunToIndex extends SearchableRun {
  id: string;
  scope: SearchScope;
}

/** Runs of one statement. */
const CHUNK = 1_000;

/** Makes runs findable by text, which are in their table already. */
export async function indexRuns(
  tx: Knex.Transaction,
  runs: readonly RunToIndex[],
): Promise<void> {
  const sqlite = isSqlite(tx);
  for (let start = 0; start < runs.length; start += CHUNK) {
    const chunk = runs.slice(start, start + CHUNK);
    const json = JSON.stringify(
      chunk.map(run => {
        const words = searchWords(run);
        const scope = scopeWords(run.scope);
        return sqlite
          ? [run.id, words.join(' '), scope.join(' ')]
          : { run: run.id, words: [...words, ...scope] };
      }),
    );
    await (sqlite
      ? tx.raw(
          `insert into run_search (rowid, words, scope)
           select runs.seq, value ->> 1, value ->> 2
           from json_each(?) join runs on runs.id = value ->> 0`,
          [json],
        )
      : tx.raw(
          `insert into run_search (run, words)
           select value ->> 'run', array_to_tsvector(array(
             select distinct json_array_elements_text(value -> 'words')))
           from json_array_elements(?::json)`,
          [json],
        ));
  }
}

/** Makes a run no longer findable by text; before its row is deleted. */
export async function unindexRun(
  tx: Knex.Transaction,
  id: string,
): Promise<void> {
  await (isSqlite(tx)
    ? tx.raw(
        'delete from run_search where rowid = (select seq from runs where id = ?)',
        [id],
      )
    : tx('run_search').where({ run: id }).delete());
}
