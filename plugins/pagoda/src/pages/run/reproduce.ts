import type { Run, RunSubmit, SecretMount } from '@pagoda/plugin-pagoda-common';
import { formatValue } from '../../describeRun';

/** The body of the request that submits the same run. */
export function toSubmitBody(run: Run): RunSubmit {
  const { spec, labels, cluster } = run;
  const common = {
    parameters: spec.parameters,
    ...(Object.keys(labels).length > 0 && { labels }),
    cluster,
    resources: spec.resources,
    timeoutSeconds: spec.timeoutSeconds,
    ...(spec.queue && { queue: spec.queue }),
    ...(spec.priorityClass && { priorityClass: spec.priorityClass }),
  };
  if (run.experiment) {
    return {
      experiment: run.experiment,
      revision: run.revision ?? undefined,
      ...common,
    };
  }
  const { command, files, environment, volumes, retries } = spec;
  const { secrets, services, nodeSelector, tolerations } = spec;
  return {
    spec: {
      image: digestOf(run) ?? spec.image,
      ...{ command, files, environment, volumes, retries },
      ...{ secrets, services, nodeSelector, tolerations },
    },
    ...common,
  };
}

/** The image that was executed, by its digest; `undefined` where the cluster does not tell it. */
export function digestOf({ status }: Run): string | undefined {
  const { image } = status.placement ?? {};
  return image?.includes('@sha256:') ? image : undefined;
}

/** Whether the flags of `pagoda run submit` can say all that the run is. */
export function hasFlags({ experiment, spec }: Run): boolean {
  const { files = [], services = [], tolerations = [] } = spec;
  const { environment = {}, nodeSelector = {} } = spec;
  return (
    experiment !== null ||
    [
      ...[files, services, tolerations],
      ...[Object.keys(environment), Object.keys(nodeSelector)],
    ].every(list => list.length === 0)
  );
}

/** The same run as a command of the CLI. */
export function toCliCommand(run: Run): string {
  const { spec } = run;
  const head = ['pagoda run submit'];
  if (run.experiment) {
    head.push(run.experiment);
  }
  const options = [
    ['--project', run.project],
    ...(run.revision === null ? [] : [['--revision', String(run.revision)]]),
    ...Object.entries(spec.parameters).map(([name, value]) => [
      '--param',
      `${name}=${formatValue(value)}`,
    ]),
    ['--cluster', run.cluster],
    ...(spec.queue ? [['--queue', spec.queue]] : []),
    ...(spec.priorityClass ? [['--priority', spec.priorityClass]] : []),
    ['--cpu', spec.resources.cpu],
    ['--memory', spec.resources.memory],
    ...(spec.resources.gpu > 0 ? [['--gpu', String(spec.resources.gpu)]] : []),
    ['--timeout', String(spec.timeoutSeconds)],
    ...Object.entries(run.labels).map(([name, value]) => [
      '--label',
      `${name}=${value}`,
    ]),
    ...(run.experiment
      ? []
      : [
          ...spec.volumes.map(volume => [
            '--volume',
            `${volume.name}:${volume.path}${volume.readOnly === false ? '' : ':ro'}`,
          ]),
          ...(spec.secrets ?? []).map(secret => [
            '--secret',
            formatSecret(secret),
          ]),
          ['--image', digestOf(run) ?? spec.image],
        ]),
  ].map(([name, value]) => `${name} ${quote(value)}`);
  const lines = [head.join(' '), ...options];
  if (!run.experiment) {
    lines.push(`-- ${spec.command.map(quote).join(' ')}`);
  }
  return lines.join(' \\\n  ');
}

/**
 * The same run as a request.
 *
 * @param baseUrl - of the REST API
 */
export function toCurlCommand(run: Run, baseUrl: string): string {
  const body = JSON.stringify(toSubmitBody(run), undefined, 2);
  return [
    `curl -X POST ${quote(`${baseUrl}/projects/${run.project}/runs`)}`,
    `-H "Authorization: Bearer $TOKEN"`,
    `-H 'Content-Type: application/json'`,
    `-d ${quote(body)}`,
  ].join(' \\\n  ');
}

/** As the flag takes it. */
function formatSecret({ name, key, env, path }: SecretMount): string {
  return [
    name,
    ...(key === undefined ? [] : [`:${key}`]),
    ...(env === undefined ? [] : [`=${env}`]),
    ...(path === undefined ? [] : [`@${path}`]),
  ].join('');
}

/** As a POSIX shell takes it for one word. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}
