import { mkdir } from 'node:fs/promises';
import type { DataDirectory } from '../../../DataDirectory';
import type { Checksums } from '../../../files/Checksums';
import { FileTree } from '../../../files/FileTree';
import { removeTree } from '../../../files/removal';
import type { VolumeKey } from '../../types';
import type {
  PlacedVolume,
  ProvidedState,
  VolumeProvider,
  VolumeRefusal,
} from '../types';

/** Volumes of the embedded cluster: each a directory of the portal's host. Its size is enforced where files are uploaded. */
export class DirectoryVolumeProvider implements VolumeProvider {
  readonly name = 'directory';
  readonly countCost = 0;
  readonly #data: DataDirectory;
  readonly #checksums: Checksums;

  constructor(data: DataDirectory, checksums: Checksums) {
    this.#data = data;
    this.#checksums = checksums;
  }

  async check({
    cluster,
    storageClass,
    accessMode,
  }: PlacedVolume): Promise<VolumeRefusal | undefined> {
    const kind = `the volumes of cluster '${cluster}' are directories`;
    if (storageClass !== undefined) {
      return {
        field: 'storageClass',
        message: `${kind}, which have no storage class; leave it out`,
      };
    }
    return accessMode === undefined
      ? undefined
      : {
          field: 'accessMode',
          message: `${kind}, which have no access mode; leave it out`,
        };
  }

  async provision({ project, name }: VolumeKey): Promise<ProvidedState> {
    await mkdir(this.#data.volume(project, name), { recursive: true });
    return {
      usable: true,
      settled: true,
      reason: 'Provisioned',
      message: 'The volume can be used.',
    };
  }

  async remove({ project, name }: VolumeKey): Promise<undefined> {
    await removeTree(this.#data.volume(project, name));
  }

  files({ project, name }: VolumeKey): FileTree {
    return new FileTree(this.#data.volume(project, name), this.#checksums);
  }
}
