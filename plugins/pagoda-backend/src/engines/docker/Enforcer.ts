import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DockerClient } from '../../clients/docker/DockerClient';
import { DockerError } from '../../clients/docker/DockerError';
import type { Attempt } from '../types';
import type { AttemptRecords } from './AttemptRecords';
import type { ContainerAnswer } from './dockerAnswers';
import { containerName, TIMEOUT_LABEL } from './labels';

/** What {@link Enforcer} needs. */
export interface EnforcerOptions {
  client: DockerClient;
  records: AttemptRecords;
  /** Between the request to end and the end by force, in seconds. */
  graceSeconds: number;
  logger: LoggerService;
  /** Called when it should be looked at an attempt. */
  onChange: (attempt: Attempt) => void;
}

/** The longest time that a timer can wait, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Waited for a container to end beyond its grace, in milliseconds. */
const PATIENCE = 60_000;
/** It has ended; or it is not there yet, and will not be started. */
const ENDED = [304, 404];

/** Ends containers that were cancelled, or are out of time. */
export class Enforcer {
  readonly #options: EnforcerOptions;
  readonly #ending = new Set<string>();
  readonly #deadlines = new Map<string, NodeJS.Timeout>();

  constructor(options: EnforcerOptions) {
    this.#options = options;
  }

  /** Asks it to end, and ends it by force after the grace; nobody waits for that. */
  end(attempt: Attempt): void {
    const { client, graceSeconds, logger, onChange } = this.#options;
    const key = containerName(attempt);
    if (this.#ending.has(key)) {
      return;
    }
    this.#ending.add(key);
    const grace = Math.ceil(graceSeconds);
    client
      .post(['containers', key, 'stop'], {
        query: { t: String(grace) },
        timeout: grace * 1000 + PATIENCE,
      })
      .catch((error: Error) => {
        if (!(error instanceof DockerError && ENDED.includes(error.status))) {
          logger.warn(`Run ${attempt.run} could not be ended`, error);
        }
      })
      .finally(() => {
        this.#ending.delete(key);
        onChange(attempt);
      });
  }

  /** Ends what was to end, where that has not happened; called whenever a running container is looked at. */
  async enforce(attempt: Attempt, container: ContainerAnswer): Promise<void> {
    const { records, onChange } = this.#options;
    const interventions = await records.interventions(attempt);
    if (interventions.cancelledAt || interventions.timedOutAt) {
      this.end(attempt);
      return;
    }
    const limit = Number(container.Config.Labels?.[TIMEOUT_LABEL]) * 1000;
    const left = Date.parse(container.State.StartedAt) + limit - Date.now();
    if (left <= 0) {
      await records.intervene(attempt, 'timedOut');
      this.end(attempt);
      return;
    }
    const key = containerName(attempt);
    if (!this.#deadlines.has(key) && left < LONGEST_TIMER) {
      this.#deadlines.set(
        key,
        setTimeout(() => onChange(attempt), left).unref(),
      );
    }
  }

  /** The attempt has ended. */
  forget(attempt: Attempt): void {
    const key = containerName(attempt);
    clearTimeout(this.#deadlines.get(key));
    this.#deadlines.delete(key);
  }

  stop(): void {
    this.#deadlines.forEach(timer => clearTimeout(timer));
    this.#deadlines.clear();
  }
}
