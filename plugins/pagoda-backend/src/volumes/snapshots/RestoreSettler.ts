import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { BlockStorage } from '../../clients/openstack/BlockStorage';
import { OneAtATime } from '../OneAtATime';
import { isCloudUnanswered } from '../providers/cinder/explainCinderError';
import type { VolumeKey } from '../types';
import type { OwnActs } from './OwnActs';
import type { RestoreStore, RestoringVolume } from './RestoreStore';
import { RestoreWork } from './RestoreWork';

/** What {@link RestoreSettler} needs. */
export interface RestoreSettlerOptions {
  restores: RestoreStore;
  storageOf: (cloud: string) => BlockStorage;
  releaseFiles: (record: RestoringVolume) => Promise<void>;
  /** Has a volume looked at now. */
  settleVolume: (key: VolumeKey) => Promise<void>;
  acts: OwnActs;
  logger: LoggerService;
  now?: () => number;
}

/** Sets single volumes back to a snapshot. */
export class RestoreSettler {
  readonly #options: RestoreSettlerOptions;
  readonly #work: RestoreWork;
  readonly #working = new OneAtATime();

  constructor(options: RestoreSettlerOptions) {
    this.#options = options;
    this.#work = new RestoreWork({
      ...{ store: options.restores, storageOf: options.storageOf },
      ...{ now: options.now, releaseFiles: options.releaseFiles },
      onEnd: (record, end) => this.#onEnd(record, end),
    });
  }

  /**
   * One step; what goes wrong is tried again later.
   *
   * @returns false where the cloud does not answer
   */
  async settle(key: VolumeKey): Promise<boolean> {
    let reached = true;
    try {
      await this.#working.run(key, async () => {
        const record = await this.#options.restores.find(key);
        if (record) {
          await this.#work.step(record);
        }
      });
    } catch (error) {
      reached = !isCloudUnanswered(error);
      this.#options.logger.error(
        `Volume ${key.project}/${key.name} could not be set back to a snapshot; it is tried again`,
        toError(error),
      );
    }
    return reached;
  }

  /** Resolves when nothing goes on any more. */
  idle(): Promise<void> {
    return this.#working.idle();
  }

  async #onEnd(
    record: RestoringVolume,
    { done, message }: { done: boolean; message: string },
  ): Promise<void> {
    const { acts, settleVolume } = this.#options;
    const { project, name, cloud = '', restoring } = record;
    const { snapshot } = restoring;
    await acts.tell(
      'volume-restored',
      { project, volume: name, cloud, snapshot },
      done ? undefined : new Error(message),
    );
    await settleVolume({ project, name });
  }
}
