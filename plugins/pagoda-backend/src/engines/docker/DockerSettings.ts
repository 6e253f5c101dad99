import type { DockerConnection } from '../../clients/docker/DockerClient';

/** A login at a registry of images. */
export interface RegistryLogin {
  /** As it stands in the names of images, such as `registry.example.org:5000`. */
  server: string;
  username: string;
  password: string;
}

/** One server with Docker or Podman, which is a cluster of its own. */
export interface DockerSettings {
  /** Of the cluster. */
  name: string;
  title: string;
  connection: DockerConnection;
  /** What runs may ask for together; where missing, what the server has. */
  cpu?: number;
  memoryBytes?: number;
  /** GPUs by the ids that the server knows them by, such as `0`, a UUID, or `nvidia.com/gpu=0` of CDI. */
  gpus: string[];
  /** `UID:GID` that commands run as; never root. */
  user: string;
  /** Of containers; `none` for no network. */
  network: string;
  pidsLimit: number;
  ulimits: { name: string; value: number }[];
  securityOptions: string[];
  /** Between the request to end and the end by force, in seconds. */
  graceSeconds: number;
  /** Whether images are fetched though the server has them. */
  pull: 'missing' | 'always';
  registries: RegistryLogin[];
  /** The data directory as the server sees it, where that is elsewhere. */
  dataDirectoryOnHost?: string;
}
