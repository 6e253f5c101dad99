import { HttpServiceError } from '../http/HttpServiceError';
import { JsonService } from '../http/JsonService';

/** How a Grafana is reached. */
export interface GrafanaConnection {
  /** Without a slash at the end. */
  url: string;
  /** Of a service account, `glsa_…`. */
  token: string;
  /** In PEM. */
  ca?: string;
}

/** A dashboard as JSON: what is known of it here, and whatever else it has. */
export interface GrafanaDashboard {
  uid?: string | null;
  title?: string | null;
  tags?: string[] | null;
  version?: number | null;
  [key: string]: unknown;
}

/** What a search finds of a dashboard. */
export interface FoundDashboard {
  uid: string;
  title: string;
  url: string;
  tags: string[];
}

/** What a dashboard became by being saved. */
export interface SavedDashboard {
  uid: string;
  url: string;
  version: number;
}

/** Dashboards of a Grafana, by whichever of its APIs. */
export interface DashboardApi {
  health(): Promise<{ version: string; database: string }>;
  search(tag: string): Promise<FoundDashboard[]>;
  find(uid: string): Promise<GrafanaDashboard | undefined>;
  save(options: {
    dashboard: GrafanaDashboard;
    folderUid?: string;
    message: string;
    overwrite: boolean;
  }): Promise<SavedDashboard>;
}

/** Dashboards of one page of a search; Grafana answers no more than 5,000. */
const PAGE = 500;

/**
 * Speaks Grafana's HTTP API with the dashboard routes below `/api`, which version 13 calls deprecated and still serves:
 * grafana.com/docs/grafana/latest/developers/http_api. Throws {@link HttpServiceError}.
 */
export class GrafanaClient implements DashboardApi {
  readonly #service: JsonService;

  constructor({ url, token, ca }: GrafanaConnection) {
    this.#service = new JsonService({
      ...{ product: 'Grafana', url, ca },
      headers: { Authorization: `Bearer ${token}` },
    });
  }

  async health(): Promise<{ version: string; database: string }> {
    const { body } = await this.#service.send<{
      version: string;
      database: string;
    }>('GET', ['api', 'health'], { expected: [503] });
    return body;
  }

  /** The dashboards with the tag. */
  async search(tag: string): Promise<FoundDashboard[]> {
    const found: FoundDashboard[] = [];
    for (let page = 1; ; page++) {
      const { body } = await this.#service.send<FoundDashboard[]>(
        'GET',
        ['api', 'search'],
        {
          query: {
            ...{ type: 'dash-db', tag },
            ...{ limit: String(PAGE), page: String(page) },
          },
        },
      );
      found.push(...body);
      if (body.length < PAGE) {
        return found;
      }
    }
  }

  async find(uid: string): Promise<GrafanaDashboard | undefined> {
    const { status, body } = await this.#service.send<{
      dashboard: GrafanaDashboard;
    }>('GET', ['api', 'dashboards', 'uid', uid], { expected: [404] });
    return status === 404 ? undefined : body.dashboard;
  }

  /**
   * Makes or changes a dashboard.
   *
   * @param options - without `overwrite`, `dashboard.version` is the one that the change is based on
   * @throws HttpServiceError with status 412 when it has another version by now, or its title is taken
   */
  async save(options: {
    dashboard: GrafanaDashboard;
    folderUid?: string;
    message: string;
    overwrite: boolean;
  }): Promise<SavedDashboard> {
    const { body } = await this.#service.send<SavedDashboard>(
      'POST',
      ['api', 'dashboards', 'db'],
      { body: options },
    );
    return body;
  }

  /** Lets go of its connections. */
  close(): Promise<void> {
    return this.#service.close();
  }
}

/** Whether Grafana has refused to save because somebody else has. */
export function isVersionMismatch(error: unknown): boolean {
  return (
    error instanceof HttpServiceError &&
    error.status === 412 &&
    (error.answer as { status?: string } | undefined)?.status ===
      'version-mismatch'
  );
}
