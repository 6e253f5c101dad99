import { InputError } from '@backstage/errors';
import type { operations, View, ViewList } from '@pagoda/plugin-pagoda-common';
import type { Caller } from '../../permissions/Caller';
import type { Board } from '../dashboards/types';
import { LOG_FIELDS, logObjectId } from '../dashboards/buildLogObjects';
import type { InstallStore } from '../dashboards/InstallStore';
import type {
  GrafanaSettings,
  KibanaSettings,
} from '../settings/readMonitoringSettings';
import type { KibanaFrames } from './KibanaFrames';
import type { FoundSubject, SubjectFinder } from './SubjectFinder';
import { grafanaUrl, kibanaUrl, type ViewFrame } from './viewUrls';

/** What is asked of {@link ViewService}. */
export type ViewQuery = NonNullable<
  operations['listViews']['parameters']['query']
>;

/** What {@link ViewService} needs. */
export interface ViewServiceOptions {
  subjects: SubjectFinder;
  boards: readonly Board[];
  installs: InstallStore;
  grafana?: GrafanaSettings;
  kibana?: KibanaSettings & { frames: KibanaFrames };
  /** The label that names the cluster in metrics. */
  clusterLabel?: string;
}

/** An hour, in milliseconds. */
const HOUR = 3_600_000;
/** Years are no time for a dashboard of a run; in milliseconds. */
const LONGEST = 366 * 24 * HOUR;

/** Tells which dashboards of Grafana and Kibana there are about a thing, and where. */
export class ViewService {
  readonly #options: ViewServiceOptions;

  constructor(options: ViewServiceOptions) {
    this.#options = options;
  }

  /**
   * @throws InputError where it is not about exactly one thing, or `until` is before `since`; ApiError 404 where the
   * caller may not see it
   */
  async list(caller: Caller, query: ViewQuery): Promise<ViewList> {
    const { grafana, kibana, subjects } = this.#options;
    const subject = await subjects.find(caller, query);
    if (!grafana && !kibana) {
      return {
        items: [],
        message:
          'Neither Grafana nor Kibana is connected; administrators connect them by pagoda.monitoring.',
      };
    }
    const frame = readFrame(query);
    const items = [
      ...(grafana ? this.#grafana(grafana, subject, frame) : []),
      ...(kibana ? await this.#kibana(kibana, subject, frame) : []),
    ];
    return items.length > 0
      ? { items }
      : {
          items,
          message:
            subject.message ?? 'No dashboards of this are installed yet.',
        };
  }

  #grafana(
    settings: GrafanaSettings,
    subject: FoundSubject,
    frame: ViewFrame,
  ): View[] {
    const { boards, clusterLabel } = this.#options;
    return subject.boards.map(({ name, cluster, variables }) => {
      const board = boards.find(each => each.name === name)!;
      const all: Record<string, string> = {
        datasource:
          (cluster !== undefined && settings.datasources[cluster]) ||
          settings.datasource,
        ...(clusterLabel !== undefined && cluster !== undefined && { cluster }),
        ...variables,
      };
      const { link, publicUrl } = settings;
      const of = (base: string, kiosk: boolean) =>
        grafanaUrl(base, board.uid, { ...frame, variables: all, kiosk });
      return {
        id: cluster === undefined ? board.uid : `${board.uid}-${cluster}`,
        title:
          subject.boards.filter(each => each.name === name).length > 1
            ? `${board.title} on ${cluster}`
            : board.title,
        provider: 'grafana',
        frame: !link,
        ...(!link && { url: of('grafana', true) }),
        link: of(publicUrl ?? 'grafana', false),
      };
    });
  }

  async #kibana(
    settings: KibanaSettings & { frames: KibanaFrames },
    { logs }: FoundSubject,
    frame: ViewFrame,
  ): Promise<View[]> {
    if (!logs) {
      return [];
    }
    const { project, run, experiment, sweep } = logs;
    if (!(await this.#options.installs.find('kibana', project))) {
      return [];
    }
    const { publicUrl, space, frames } = settings;
    const fields = {
      ...(run !== undefined && { [LOG_FIELDS.run]: run }),
      ...(experiment !== undefined && { [LOG_FIELDS.experiment]: experiment }),
      ...(sweep !== undefined && { [LOG_FIELDS.sweep]: sweep }),
    };
    const of = (embed: boolean) =>
      kibanaUrl(publicUrl, logObjectId(project, 'dashboard'), {
        ...{ ...frame, space, fields, embed },
      });
    const message = settings.link ? undefined : await frames.refusal();
    const isFrame = !settings.link && message === undefined;
    return [
      {
        ...{ id: `kibana-${project}`, title: `Logs of ${project}` },
        ...{ provider: 'kibana', frame: isFrame, link: of(false) },
        ...(isFrame && { url: of(true) }),
        ...(message !== undefined && { message }),
      },
    ];
  }
}

function readFrame({ since, until, theme = 'light' }: ViewQuery): ViewFrame {
  const end = until === undefined ? new Date() : new Date(until);
  const start =
    since === undefined ? new Date(end.getTime() - HOUR) : new Date(since);
  const length = end.getTime() - start.getTime();
  if (!(length > 0 && length <= LONGEST)) {
    throw new InputError(
      '`since` is to be before `until`, by no more than a year',
    );
  }
  return { since: start, until: end, theme };
}
