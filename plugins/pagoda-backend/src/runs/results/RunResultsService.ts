import {
  isFinal,
  projectPermissions,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import type { DataDirectory } from '../../DataDirectory';
import type { Checksums } from '../../files/Checksums';
import { FileTree } from '../../files/FileTree';
import { notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';

/** What {@link RunResultsService} needs. */
export interface RunResultsServiceOptions {
  runs: { get(id: string): Promise<{ run: Run } | undefined> };
  access: ProjectAccess;
  data: DataDirectory;
  checksums: Checksums;
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
   * @throws ApiError 404 `RunNotFound`, also where the caller may not see the run.
   */
  async open(
    caller: Caller,
    id: string,
  ): Promise<{ tree: FileTree; changing: boolean }> {
    const { runs, access, data, checksums } = this.#options;
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
    const { project, status } = record.run;
    return {
      tree: new FileTree(data.results(project, record.run.id), checksums),
      changing: !isFinal(status.phase),
    };
  }
}
