/** The parts that matter here of what the Docker Engine API answers. */

/** `GET /containers/{name}/json`. */
export interface ContainerAnswer {
  Id: string;
  Created: string;
  Config: { Labels?: Record<string, string> | null };
  State: {
    /** Podman says `configured`, `initialized`, `stopping` and `stopped`, too. */
    Status: string;
    OOMKilled: boolean;
    ExitCode: number;
    Error: string;
    /** RFC 3339; in year 1 where it has not happened. */
    StartedAt: string;
    FinishedAt: string;
  };
  HostConfig: { Memory: number };
}

/** `GET /containers/json`. */
export interface ContainerListAnswer {
  Id: string;
  State: string;
  Labels?: Record<string, string> | null;
}

/** `GET /images/{name}/json`. */
export interface ImageAnswer {
  Id: string;
  RepoDigests?: string[] | null;
}

/** `GET /info`. */
export interface InfoAnswer {
  Name: string;
  NCPU: number;
  MemTotal: number;
  OperatingSystem: string;
  Architecture: string;
  ServerVersion: string;
  /** Empty at Podman, which finds one by itself. */
  InitBinary?: string;
  SecurityOptions?: string[] | null;
}

/** `GET /containers/{name}/stats?stream=false`. */
export interface StatsAnswer {
  cpu_stats?: { cpu_usage?: { total_usage?: number } };
  memory_stats?: {
    usage?: number;
    stats?: { inactive_file?: number; total_inactive_file?: number };
  };
}

/** `GET /version`. */
export interface VersionAnswer {
  Components?: { Name: string }[] | null;
}
