import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  statusOf,
  type ElasticsearchClient,
} from '../../clients/elasticsearch/ElasticsearchClient';
import { streamOf } from './logTemplate';

const DAY = 86_400_000;
const NOT_FOUND = 404;

/** What {@link LogRetention} needs. */
export interface LogRetentionOptions {
  client: Pick<
    ElasticsearchClient,
    'rollover' | 'backingIndices' | 'deleteIndex'
  >;
  /** Names of all projects. */
  projects: () => Promise<string[]>;
  /** How long lines of a project are kept. */
  retentionDays: (project: string) => number;
  logger: LoggerService;
  /** In milliseconds; for tests. */
  now?: () => number;
}

/**
 * Keeps the log lines of each project for as long as they are to be kept, by dropping backing indices whose newest line is
 * older. This works on every Elasticsearch, with lifecycle management or without it, and lets each project differ.
 */
export class LogRetention {
  readonly #options: LogRetentionOptions;

  constructor(options: LogRetentionOptions) {
    this.#options = options;
  }

  /** Looks at all projects; one that fails does not keep the others. */
  async pass(): Promise<void> {
    const { projects, logger } = this.#options;
    for (const project of await projects()) {
      try {
        await this.apply(project);
      } catch (caught) {
        // A project without lines has no stream yet.
        if (statusOf(caught) !== NOT_FOUND) {
          logger.warn(
            `Old log lines of project '${project}' stay for now: ${toError(caught).message}`,
          );
        }
      }
    }
  }

  /** @returns the backing indices that were dropped */
  async apply(project: string): Promise<string[]> {
    const { client, retentionDays, now = Date.now } = this.#options;
    const stream = streamOf(project);
    await client.rollover(stream, {
      max_age: '1d',
      max_primary_shard_size: '20gb',
    });
    const indices = await client.backingIndices(stream);
    const oldest = now() - retentionDays(project) * DAY;
    const dropped: string[] = [];
    for (const [index, { name }] of indices.entries()) {
      // Lines came into it until the next one was made.
      const next = indices.at(index + 1);
      if (next && next.createdAt < oldest) {
        await client.deleteIndex(name);
        dropped.push(name);
      }
    }
    return dropped;
  }
}
