import type { DataDirectory } from '../../DataDirectory';
import type { Checksums } from '../../files/Checksums';
import { FileError } from '../../files/FileError';
import type { Files } from '../../files/Files';
import type { ApiError } from '../../http/errors';
import { FileTree } from '../../files/FileTree';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { ResultsClaims } from './ResultsClaims';
import type { ResultsKey } from './resultsSubPath';
import { clusterSays } from '../../volumes/claims/clusterSays';

/** What {@link RunFiles} needs. */
export interface RunFilesOptions {
  data: DataDirectory;
  checksums: Checksums;
  clusters: {
    find(name: string): Promise<{ engine: string } | undefined>;
  };
  claims: ResultsClaims;
}

/** The results of runs, wherever they are: in a directory of this host, or in a volume of the run's cluster. */
export class RunFiles {
  readonly #options: RunFilesOptions;

  constructor(options: RunFilesOptions) {
    this.#options = options;
  }

  /**
   * The results of a run; empty where there are none yet.
   *
   * @throws FileError `FilesUnreachable` where the run's cluster does not answer
   */
  async of(run: ResultsKey): Promise<Files> {
    const { clusters, claims } = this.#options;
    const cluster = await clusters.find(run.cluster);
    if (cluster?.engine !== 'kubernetes') {
      return this.#local(run);
    }
    try {
      return (await claims.files(run)) ?? this.#local(run);
    } catch (error) {
      if ((error as ApiError).code === 'ClusterConnectionNotFound') {
        // Nothing can be there that is ours.
        return this.#local(run);
      }
      if (error instanceof KubernetesError) {
        throw new FileError(
          'FilesUnreachable',
          `The results cannot be reached: cluster '${run.cluster}' ${
            error.status === 0
              ? 'does not answer'
              : `says: ${clusterSays(error)}`
          }`,
          { advice: 'Try again in a moment.', cause: error },
        );
      }
      throw error;
    }
  }

  /**
   * Removes the results of a run. Those on a cluster that is not PAGoDA's any more are left to it; those of a project that
   * goes, too, go with its namespace.
   *
   * @throws FileError as {@link RunFiles.of}
   */
  async remove(
    run: ResultsKey,
    { withProject = false }: { withProject?: boolean } = {},
  ): Promise<void> {
    const files = withProject ? this.#local(run) : await this.of(run);
    await files.removeRoot();
  }

  /** Where nothing is, for a run that has no results elsewhere. */
  #local({ project, id }: ResultsKey): Files {
    const { data, checksums } = this.#options;
    return new FileTree(data.results(project, id), checksums);
  }
}
