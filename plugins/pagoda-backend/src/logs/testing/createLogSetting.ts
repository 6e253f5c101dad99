import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import { timeOf, type RunAbout } from './logSearchCases';

/** Rows of runs, and their log files in a directory of its own. */
export async function createLogSetting(knex: Knex, project: string) {
  const directory = await mkdtemp(join(tmpdir(), 'pagoda-logs-'));
  const directoryOf = (run: string) => join(directory, run);
  let number = 0;
  return {
    directoryOf,
    /** Writes the lines of a run that is final, unless told otherwise. */
    async writeRun(
      attempts: string[][],
      about: RunAbout & { isFinal?: boolean } = {},
    ): Promise<string> {
      const id = uuidv7();
      number += 1;
      const now = Date.UTC(2026, 0, 1);
      await knex('runs').insert({
        ...{ id, number, project: about.project ?? project },
        experiment: about.experiment ?? 'pi',
        ...{ sweep: about.sweep ?? null, owner: 'user:default/ada' },
        ...{ cluster: 'local', labels_json: '{}', spec_json: '{}' },
        ...{ cpu: 1, memory_bytes: 1, gpu: 0, attempt: attempts.length },
        phase: about.isFinal === false ? 'Running' : 'Succeeded',
        ...{ created_at: now, queued_at: now },
        finished_at: about.isFinal === false ? null : now + 60_000,
      });
      await mkdir(directoryOf(id), { recursive: true });
      for (const [index, lines] of attempts.entries()) {
        await writeFile(
          join(directoryOf(id), `${index + 1}.log`),
          lines
            .map((text, line) => `${timeOf(line)} stdout F ${text}\n`)
            .join(''),
        );
      }
      return id;
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
