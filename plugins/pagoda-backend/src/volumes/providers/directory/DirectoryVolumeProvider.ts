import { mkdir } from 'node:fs/promises';
import type { DataDirectory } from '../../../DataDirectory';
import type { Checksums } from '../../../files/Checksums';
import { FileTree } from '../../../files/FileTree';
import { removeTree } from '../../../files/removal';
import type { VolumeKey } from '../../types';
import type { VolumeProvider } from '../types';

/** Volumes of the embedded cluster: each a directory of the portal's host. Its size is enforced where files are uploaded. */
export class DirectoryVolumeProvider implements VolumeProvider {
  readonly name = 'directory';
  readonly #data: DataDirectory;
  readonly #checksums: Checksums;

  constructor(data: DataDirectory, checksums: Checksums) {
    this.#data = data;
    this.#checksums = checksums;
  }

  async provision({ project, name }: VolumeKey): Promise<void> {
    await mkdir(this.#data.volume(project, name), { recursive: true });
  }

  async remove({ project, name }: VolumeKey): Promise<void> {
    await removeTree(this.#data.volume(project, name));
  }

  files({ project, name }: VolumeKey): FileTree {
    return new FileTree(this.#data.volume(project, name), this.#checksums);
  }
}
