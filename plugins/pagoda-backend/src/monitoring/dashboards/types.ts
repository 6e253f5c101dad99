/** What a dashboard is about. */
export type BoardName =
  'run' | 'sweep' | 'experiment' | 'project' | 'volume' | 'cluster' | 'fleet';

/**
 * Who may see what a dashboard asks for: members of the project that its variable `namespace` belongs to, everybody who
 * sees clusters, or administrators.
 */
export type BoardAudience = 'project' | 'clusters' | 'administrators';

/** A query of a panel. */
export interface BoardQuery {
  /** PromQL; variables stand in it as `$name`, always as the whole value of a label. */
  expr: string;
  /** In Grafana's form, such as `{{pod}}`. */
  legend: string;
}

/** A panel with lines over time. */
export interface BoardPanel {
  title: string;
  description?: string;
  /** Grafana's id of a unit, such as `bytes`, `Bps`, `percentunit` or `short`. */
  unit: string;
  queries: BoardQuery[];
}

/** A dashboard before it is one of Grafana's. */
export interface Board {
  name: BoardName;
  /** In Grafana. */
  uid: string;
  title: string;
  description: string;
  audience: BoardAudience;
  /** By name, with what they are called; their values come from the address. */
  variables: Record<string, string>;
  panels: BoardPanel[];
}

/** What dashboards depend on. */
export interface BoardOptions {
  /** The label that names the cluster, where one Prometheus serves several. */
  clusterLabel?: string;
}
