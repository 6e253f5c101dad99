import {
  isFinal,
  projectPermissions,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import type { Files } from '../../files/Files';
import { notFound } from '../../http/errors';
import { withFileErrors } from '../../http/fileErrors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { RunFiles } from './RunFiles';

/** What {@link RunResultsService} needs. */
export interface RunResultsServiceOptions {
  runs: { get(id: string): Promise<{ run: Run } | undefined> };
  access: ProjectAccess;
  files: RunFiles;
}

/** The files that runs leave behind. */
export class RunResultsService {
  readonly #options: RunResultsServiceOptions;

  constructor(options: RunResultsServiceOptions) {
    this.#options = options;
  }

  /**
   * The results of a run, to be read, and whether it may still be writing them.
   *
   * @throws ApiError 404 `RunNotFound`, also where the caller may not see the run; 503 `FilesUnreachable`.
   */
  async open(
    caller: Caller,
    id: string,
  ): Promise<{ tree: Files; changing: boolean }> {
    const { runs, access, files } = this.#options;
    const record = await runs.get(id);
    const visible =
      record !== undefined &&
      (await access.allows(
        caller,
        projectPermissions.runRead,
        record.run.project,
      ));
    if (!visible) {
      throw notFound('Run', id, 'run');
    }
    return {
      tree: await withFileErrors(() => files.of(record.run)),
      changing: !isFinal(record.run.status.phase),
    };
  }
}
