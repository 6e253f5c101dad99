/**
 * Where the web app shows things, below its base URL. Links made elsewhere (catalog entities, scaffolder outputs, the CLI)
 * come from here, so that they lead to pages that exist.
 */
export const PAGE_PATHS = {
  run: (id: string) => `/runs/${id}`,
  sweep: (id: string) => `/sweeps/${id}`,
  experiment: (project: string, name: string) =>
    `/experiments/${project}/${name}`,
  volume: (project: string, name: string) => `/volumes/${project}/${name}`,
  cluster: (name: string) => `/clusters/${name}`,
  project: (name: string) => `/projects/${name}`,
} as const;
