import { formatBytes } from '@pagoda/plugin-pagoda-common';
import { FileError } from '../files/FileError';
import type { VolumeRecord } from './types';

interface Account {
  uploads: number;
  /** What the volume held when the first of the present uploads began, in bytes. */
  base: number;
  /** What uploads have added since. */
  added: number;
}

/** One upload's share of a volume's capacity. */
export interface Reservation {
  /** @throws FileError `VolumeFull` where so many bytes more don't fit. */
  admit(bytes: number): void;
  /** Ends the upload. @param kept - bytes that the volume has gained by it */
  close(kept: number): void;
}

/** Keeps uploads that go on at the same time from filling a volume beyond its size together. */
export class CapacityLedger {
  readonly #accounts = new Map<string, Account>();

  /** Begins an upload; close it. */
  open(volume: VolumeRecord): Reservation {
    const key = `${volume.project}/${volume.name}`;
    const account = this.#accounts.get(key) ?? {
      uploads: 0,
      base: volume.usedBytes,
      added: 0,
    };
    this.#accounts.set(key, account);
    account.uploads += 1;
    let admitted = 0;
    return {
      admit: bytes => {
        const left = volume.sizeBytes - account.base - account.added;
        if (bytes > left) {
          throw new FileError(
            'VolumeFull',
            `Volume '${volume.name}' has a size of ${volume.size}, of which ${formatBytes(
              Math.max(0, left + admitted),
            )} are left: the file does not fit`,
            { advice: 'Delete files, or make the volume bigger.' },
          );
        }
        account.added += bytes;
        admitted += bytes;
      },
      close: kept => {
        account.added += kept - admitted;
        account.uploads -= 1;
        if (account.uploads === 0) {
          this.#accounts.delete(key);
        }
      },
    };
  }
}
