import { toError } from '@backstage/errors';
import type { MonitoringObject } from '@pagoda/plugin-pagoda-common';
import {
  isVersionMismatch,
  type DashboardApi,
  type GrafanaDashboard,
} from '../../clients/grafana/GrafanaClient';
import { buildDashboard, hashOf, writtenHash } from './buildDashboard';
import type { Installer, InstallItem, InstallOptions } from './Installer';
import type { InstallStore } from './InstallStore';
import type { Board } from './types';

/** What {@link GrafanaInstaller} needs. */
export interface GrafanaInstallerOptions {
  api: DashboardApi;
  store: InstallStore;
  boards: readonly Board[];
  folderUid?: string;
  /** Where a dashboard is shown. */
  urlOf: (uid: string) => string;
}

/** What a dashboard is in, and why that is known. */
interface Seen {
  board: Board;
  wanted: GrafanaDashboard;
  found?: GrafanaDashboard;
  state: MonitoringObject['state'];
  message?: string;
}

/**
 * Writes dashboards to Grafana. What somebody has changed is known by comparing what is there with what was there right
 * after it was written; where another portal or a chart has written it, with the hash in its tag.
 */
export class GrafanaInstaller implements Installer {
  readonly #options: GrafanaInstallerOptions;

  constructor(options: GrafanaInstallerOptions) {
    this.#options = options;
  }

  async list(): Promise<MonitoringObject[]> {
    const seen = await Promise.all(
      this.#options.boards.map(board => this.#look(board)),
    );
    return seen.map(({ board, state, message }) => ({
      ...{ target: 'grafana', id: board.uid, title: board.title, state },
      ...(state !== 'Missing' &&
        state !== 'Unknown' && { url: this.#options.urlOf(board.uid) }),
      ...(message !== undefined && { message }),
    }));
  }

  async install(options: InstallOptions): Promise<InstallItem[]> {
    const items: InstallItem[] = [];
    for (const board of this.#options.boards) {
      items.push(await this.#installOne(await this.#look(board), options));
    }
    return items;
  }

  async #look(board: Board): Promise<Seen> {
    const { api, store } = this.#options;
    const wanted = buildDashboard(board);
    let found: GrafanaDashboard | undefined;
    try {
      found = await api.find(board.uid);
    } catch (error) {
      const { message } = toError(error);
      return { board, wanted, state: 'Unknown', message };
    }
    if (!found) {
      return { board, wanted, state: 'Missing' };
    }
    const record = await store.find('grafana', board.uid);
    const untouched =
      record?.storedHash === undefined
        ? writtenHash(found) === hashOf(found)
        : record.storedHash === hashOf(found);
    if (!untouched) {
      const message = 'Somebody has changed it since PAGoDA has written it.';
      return { board, wanted, found, state: 'Changed', message };
    }
    return writtenHash(found) === writtenHash(wanted)
      ? { board, wanted, found, state: 'Current' }
      : { board, wanted, found, state: 'Outdated' };
  }

  async #installOne(
    { board, wanted, found, state, message = '' }: Seen,
    { dryRun, overwrite, by }: InstallOptions,
  ): Promise<InstallItem> {
    const { api, store, folderUid } = this.#options;
    const about = {
      ...{ target: 'grafana' as const, id: board.uid, title: board.title },
    };
    if (state === 'Unknown') {
      return { ...about, action: 'Failed', message };
    }
    if (state === 'Current') {
      return {
        ...about,
        action: 'Unchanged',
        message: 'It is as it should be.',
      };
    }
    if (state === 'Changed' && !overwrite) {
      return {
        ...{ ...about, action: 'Kept' },
        message: `${message} It stays as it is, unless you overwrite it.`,
      };
    }
    const done: InstallItem = {
      ...about,
      action: found ? 'Updated' : 'Created',
      message: describe(state),
    };
    if (dryRun) {
      return done;
    }
    try {
      await api.save({
        dashboard: { ...wanted, version: found?.version ?? undefined },
        ...(folderUid !== undefined && { folderUid }),
        message: 'Installed by PAGoDA',
        overwrite: state === 'Changed',
      });
      const stored = await api.find(board.uid);
      await store.put({
        ...{ target: 'grafana', id: board.uid, installedBy: by },
        writtenHash: hashOf(wanted),
        ...(stored && { storedHash: hashOf(stored) }),
        installedAt: Date.now(),
      });
      return done;
    } catch (error) {
      return isVersionMismatch(error)
        ? {
            ...{ ...about, action: 'Kept' },
            message:
              'Somebody has changed it at this moment. It stays as it is; install again to see what it is now.',
          }
        : { ...about, action: 'Failed', message: toError(error).message };
    }
  }
}

function describe(state: Seen['state']): string {
  return {
    Missing: 'It was not there.',
    Outdated: 'PAGoDA has a newer one, and nobody has changed the old one.',
    Changed: 'What somebody has changed in it is overwritten.',
    Current: '',
    Unknown: '',
  }[state];
}
