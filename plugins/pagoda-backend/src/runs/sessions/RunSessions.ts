import { toError } from '@backstage/errors';
import {
  isFinal,
  projectPermissions,
  type ProjectKubernetes,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import type { ChannelStream } from '../../clients/kubernetes/ChannelStream';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { ApiError, conflict } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import { podSettings } from '../../projects/clusters/podSettings';
import type { RunService } from '../RunService';

/** What {@link RunSessions} needs. */
export interface RunSessionsOptions {
  runs: Pick<RunService, 'find'>;
  access: ProjectAccess;
  projects: {
    find(name: string): Promise<{ kubernetes?: ProjectKubernetes } | undefined>;
  };
  clusters: { find(name: string): Promise<{ engine: string } | undefined> };
  connections: { client(cluster: string): Promise<KubernetesClient> };
}

/** What is executed. */
export interface ExecCommand {
  command: string[];
  container?: string;
  stdin: boolean;
  tty: boolean;
}

/** Opens what people use to look into a run while it runs: commands in it, and connections to it. */
export class RunSessions {
  readonly #options: RunSessionsOptions;

  constructor(options: RunSessionsOptions) {
    this.#options = options;
  }

  /** @throws ApiError 403, 404, 409 `RunNotRunning`, `NotInteractive`; 503 `StreamRefused` */
  async exec(
    caller: Caller,
    id: string,
    { container = 'main', ...command }: ExecCommand,
  ): Promise<ChannelStream> {
    const { client, ...pod } = await this.#pod(caller, id);
    return opened(() => client.exec({ ...pod, ...command, container }));
  }

  /** @throws as {@link RunSessions.exec} */
  async portForward(
    caller: Caller,
    id: string,
    port: number,
  ): Promise<ChannelStream> {
    const { client, ...pod } = await this.#pod(caller, id);
    return opened(() => client.portForward({ ...pod, port }));
  }

  async #pod(caller: Caller, id: string) {
    const { runs, access, projects, clusters, connections } = this.#options;
    const { run } = await runs.find(caller, id, projectPermissions.runExec);
    if (run.owner !== caller.userEntityRef) {
      // What is in a run's environment may be its owner's alone.
      await access.require(
        caller,
        projectPermissions.projectUpdate,
        run.project,
      );
    }
    const cluster = await clusters.find(run.cluster);
    if (cluster?.engine !== 'kubernetes') {
      throw conflict(
        'NotInteractive',
        `Cluster '${run.cluster}' has no containers that commands could be executed in, or connections made to`,
        { field: 'run', advice: 'Start the run on a Kubernetes cluster.' },
      );
    }
    const project = await projects.find(run.project);
    if (!podSettings(project?.kubernetes).interactive) {
      throw conflict(
        'NotInteractive',
        `Project '${run.project}' does not allow commands in runs, nor connections to them`,
        {
          field: 'run',
          advice:
            'An administrator can allow it in the settings of the project.',
        },
      );
    }
    const { namespace, pod } = run.status.placement ?? {};
    if (run.status.phase !== 'Running' || !namespace || !pod) {
      throw notRunning(run);
    }
    return { client: await connections.client(run.cluster), namespace, pod };
  }
}

function notRunning(run: Run): ApiError {
  return conflict(
    'RunNotRunning',
    `Run #${run.number} does not run: it is ${run.status.phase}`,
    {
      field: 'run',
      advice: isFinal(run.status.phase)
        ? 'Rerun it, and look while it runs.'
        : 'Wait until it runs.',
    },
  );
}

async function opened(
  open: () => Promise<ChannelStream>,
): Promise<ChannelStream> {
  try {
    return await open();
  } catch (error) {
    throw new ApiError(
      `The cluster did not open the stream: ${(error as Error).message}`,
      {
        code: 'StreamRefused',
        status: 503,
        advice:
          'Check that the run still runs. If it does, the cluster, or a proxy before it, may not let WebSockets through.',
        cause: toError(error),
      },
    );
  }
}
