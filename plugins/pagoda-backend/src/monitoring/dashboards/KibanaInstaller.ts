import { createHash } from 'node:crypto';
import { toError } from '@backstage/errors';
import type { MonitoringObject } from '@pagoda/plugin-pagoda-common';
import type {
  ImportResult,
  KibanaClient,
} from '../../clients/kibana/KibanaClient';
import { buildLogObjects } from './buildLogObjects';
import { canonicalJson } from './canonicalJson';
import type { Installer, InstallItem, InstallOptions } from './Installer';
import type { InstallStore } from './InstallStore';

/** What {@link KibanaInstaller} needs. */
export interface KibanaInstallerOptions {
  client: Pick<KibanaClient, 'import'>;
  store: InstallStore;
  /** Names of all projects. */
  projects: () => Promise<string[]>;
  /** Where the dashboard of a project is shown. */
  urlOf: (project: string) => string;
}

/**
 * Writes the views of projects' logs to Kibana. A newer PAGoDA has other ids for other objects, and without `overwrite`
 * Kibana's import leaves alone what is there: so nothing that somebody has changed is lost.
 */
export class KibanaInstaller implements Installer {
  readonly #options: KibanaInstallerOptions;

  constructor(options: KibanaInstallerOptions) {
    this.#options = options;
  }

  async list(): Promise<MonitoringObject[]> {
    const { projects, store, urlOf } = this.#options;
    const records = await store.of('kibana');
    return (await projects()).map(project => {
      const record = records.get(project);
      const about = {
        ...{ target: 'kibana' as const, id: project, title: titleOf(project) },
      };
      if (!record) {
        return { ...about, state: 'Missing' };
      }
      return {
        ...{ ...about, url: urlOf(project) },
        state: record.writtenHash === hashFor(project) ? 'Current' : 'Outdated',
      };
    });
  }

  async install(options: InstallOptions): Promise<InstallItem[]> {
    const items: InstallItem[] = [];
    for (const project of await this.#options.projects()) {
      items.push(await this.#installOne(project, options));
    }
    return items;
  }

  async #installOne(
    project: string,
    { dryRun, overwrite, by }: InstallOptions,
  ): Promise<InstallItem> {
    const { client, store } = this.#options;
    const about = {
      ...{ target: 'kibana' as const, id: project, title: titleOf(project) },
    };
    const record = await store.find('kibana', project);
    const hash = hashFor(project);
    if (record?.writtenHash === hash && !overwrite) {
      return {
        ...{ ...about, action: 'Unchanged' },
        message: 'It was installed; what somebody has changed since stays.',
      };
    }
    const action = record ? 'Updated' : 'Created';
    if (dryRun) {
      return { ...about, action, message: 'What is there already stays.' };
    }
    let result: ImportResult;
    try {
      result = await client.import(buildLogObjects(project), overwrite);
    } catch (error) {
      return { ...about, action: 'Failed', message: toError(error).message };
    }
    const { errors = [] } = result;
    const other = errors.filter(({ error }) => error.type !== 'conflict');
    if (other.length > 0) {
      return {
        ...{ ...about, action: 'Failed' },
        message: other
          .map(({ id, type, error }) => `${type} ${id}: ${error.type}`)
          .join('; '),
      };
    }
    await store.put({
      ...{ target: 'kibana', id: project, writtenHash: hash },
      ...{ installedAt: Date.now(), installedBy: by },
    });
    return errors.length > 0 && result.successCount === 0
      ? {
          ...{ ...about, action: 'Kept' },
          message:
            'It is there already, and stays as it is, unless you overwrite it.',
        }
      : {
          ...{ ...about, action },
          message: `${result.successCount} of 3 objects were written.`,
        };
  }
}

function titleOf(project: string): string {
  return `Logs of ${project}`;
}

function hashFor(project: string): string {
  return createHash('sha256')
    .update(canonicalJson(buildLogObjects(project)))
    .digest('hex')
    .slice(0, 16);
}
