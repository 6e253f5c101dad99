import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';

/** Tells Backstage's audit log what the portal has done by itself, and what came of it. */
export class OwnActs {
  readonly #auditor: AuditorService;
  readonly #logger: LoggerService;

  constructor(options: { auditor: AuditorService; logger: LoggerService }) {
    this.#auditor = options.auditor;
    this.#logger = options.logger;
  }

  /**
   * @param eventId - such as `volume-restored`
   * @param error - why it was not done
   */
  async tell(
    eventId: string,
    meta: Record<string, string>,
    error?: Error,
  ): Promise<void> {
    try {
      const event = await this.#auditor.createEvent({
        ...{ eventId, severityLevel: 'medium', meta },
      });
      await (error ? event.fail({ error }) : event.success());
    } catch (failure) {
      this.#logger.error(
        `The audit log could not be told of ${eventId}`,
        toError(failure),
      );
    }
  }
}
