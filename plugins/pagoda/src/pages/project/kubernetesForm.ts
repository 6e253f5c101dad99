import type { ProjectKubernetes } from '@pagoda/plugin-pagoda-common';

/** A project's settings for Kubernetes as a form has them: lists are lines of text. */
export interface KubernetesForm {
  podSecurity: 'restricted' | 'baseline';
  allowRoot: boolean;
  interactive: boolean;
  allowedNetworks: string;
  /** Lines such as `disk=ssd,nvme`, or `disk` for any value. */
  nodeSelectors: string;
  /** Lines such as `gpu=a100:NoSchedule`; value and effect may be missing. */
  tolerations: string;
  httpProxy: string;
  httpsProxy: string;
  noProxy: string;
  pullSecrets: string;
}

type Toleration = NonNullable<ProjectKubernetes['tolerations']>[number];

/** The settings as they can be edited. */
export function toForm(settings: ProjectKubernetes = {}): KubernetesForm {
  const { proxy } = settings;
  return {
    podSecurity: settings.podSecurity ?? 'restricted',
    allowRoot: settings.allowRoot ?? false,
    interactive: settings.interactive ?? true,
    allowedNetworks: toText(settings.allowedNetworks),
    nodeSelectors: toText(
      settings.nodeSelectors?.map(({ key, values }) =>
        values ? `${key}=${values.join(',')}` : key,
      ),
    ),
    tolerations: toText(settings.tolerations?.map(formatToleration)),
    httpProxy: proxy?.http ?? '',
    httpsProxy: proxy?.https ?? '',
    noProxy: toText(proxy?.noProxy),
    pullSecrets: toText(settings.pullSecrets),
  };
}

/** What the form says; whether it may be so is the server's question. */
export function fromForm(form: KubernetesForm): ProjectKubernetes {
  const http = form.httpProxy.trim();
  const https = form.httpsProxy.trim();
  return {
    podSecurity: form.podSecurity,
    allowRoot: form.allowRoot,
    interactive: form.interactive,
    allowedNetworks: toLines(form.allowedNetworks),
    nodeSelectors: toLines(form.nodeSelectors).map(line => {
      const [key, values] = split(line, '=');
      return values === undefined
        ? { key }
        : { key, values: values.split(',').map(value => value.trim()) };
    }),
    tolerations: toLines(form.tolerations).map(parseToleration),
    proxy: {
      ...(http && { http }),
      ...(https && { https }),
      noProxy: toLines(form.noProxy),
    },
    pullSecrets: toLines(form.pullSecrets),
  };
}

/** A toleration as one word, such as `gpu=a100:NoSchedule`. */
export function formatToleration({ key, value, effect }: Toleration): string {
  return `${key}${value === undefined ? '' : `=${value}`}${
    effect === undefined ? '' : `:${effect}`
  }`;
}

function parseToleration(line: string): Toleration {
  const [left, effect] = split(line, ':');
  const [key, value] = split(left, '=');
  return {
    key,
    ...(value !== undefined && { value }),
    // One that there is not, the server refuses by name.
    ...(effect !== undefined && { effect: effect as Toleration['effect'] }),
  };
}

function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0
    ? [text.trim()]
    : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function toText(lines: string[] = []): string {
  return lines.join('\n');
}

function toLines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}
