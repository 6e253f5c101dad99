import type { Container, Pod, PodSpec } from 'kubernetes-types/core/v1';
import { GATEWAY_PORT, ROUTES } from '../../files/gateway/protocol';
import {
  CLAIM_ANNOTATION,
  gatewayLabels,
  gatewayName,
  OWNER_ANNOTATION,
} from './gatewayNames';
import type { GatewayNamespaces, GatewaySettings } from './types';

/** A gateway lives no longer, in seconds: another one follows it. */
export const GATEWAY_LIFETIME = 24 * 60 * 60;
/** At its end, what is under way has so long, in seconds. */
const GRACE = 25;
/** Where the volume is. */
const VOLUME = '/data/volume';
/** The file with the token, and the key of the Secret. */
const TOKEN_FOLDER = '/var/run/pagoda';
export const TOKEN_KEY = 'token';

/** What {@link buildGatewayPod} is told. */
export interface GatewayPodOptions {
  project: string;
  claim: string;
  owner?: string;
  /** Name of the Secret with the token. */
  secret: string;
  settings: GatewaySettings;
  pod: Awaited<ReturnType<GatewayNamespaces['podSettings']>>;
  /** Where it has to run, and what it has to tolerate for that. */
  node?: { name: string; tolerations?: PodSpec['tolerations'] };
}

/** The pod of a data gateway: unprivileged, with the user and group of the project's runs, so that it has their rights. */
export function buildGatewayPod(options: GatewayPodOptions): Pod {
  const { project, claim, owner, secret, settings, pod, node } = options;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: gatewayName(claim),
      labels: gatewayLabels(project),
      annotations: {
        [CLAIM_ANNOTATION]: claim,
        ...(owner && { [OWNER_ANNOTATION]: owner }),
      },
    },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: GATEWAY_LIFETIME,
      terminationGracePeriodSeconds: GRACE + 5,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      imagePullSecrets: pod.imagePullSecrets,
      securityContext: {
        ...(pod.allowRoot
          ? { runAsUser: 0, runAsGroup: 0 }
          : {
              runAsNonRoot: true,
              runAsUser: pod.runAsUser,
              runAsGroup: pod.runAsGroup,
            }),
        fsGroup: pod.fsGroup,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...(node && {
        // By the scheduler, not past it: it knows whether there is room.
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchFields: [
                    {
                      key: 'metadata.name',
                      operator: 'In',
                      values: [node.name],
                    },
                  ],
                },
              ],
            },
          },
        },
        tolerations: node.tolerations,
      }),
      containers: [container(settings, pod.allowRoot)],
      volumes: [
        { name: 'volume', persistentVolumeClaim: { claimName: claim } },
        {
          name: 'token',
          secret: {
            secretName: secret,
            items: [{ key: TOKEN_KEY, path: TOKEN_KEY }],
          },
        },
      ],
    },
  };
}

function container(settings: GatewaySettings, allowRoot: boolean): Container {
  return {
    name: 'gateway',
    image: settings.image,
    command: ['node', '--max-old-space-size=320', '/opt/pagoda/gateway.cjs'],
    env: [
      { name: 'PAGODA_GATEWAY_ROOT', value: VOLUME },
      {
        name: 'PAGODA_GATEWAY_TOKEN_FILE',
        value: `${TOKEN_FOLDER}/${TOKEN_KEY}`,
      },
      { name: 'PAGODA_GATEWAY_PORT', value: String(GATEWAY_PORT) },
      {
        name: 'PAGODA_GATEWAY_IDLE_SECONDS',
        value: String(settings.idleSeconds),
      },
      { name: 'PAGODA_GATEWAY_GRACE_SECONDS', value: String(GRACE) },
    ],
    ports: [{ name: 'files', containerPort: GATEWAY_PORT }],
    startupProbe: {
      httpGet: { path: ROUTES.health, port: GATEWAY_PORT },
      periodSeconds: 1,
      failureThreshold: 60,
    },
    resources: {
      requests: { cpu: '50m', memory: '128Mi' },
      limits: { cpu: '1', memory: '512Mi' },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: {
        drop: ['ALL'],
        // Where runs may be root, files may be root's, with any mode.
        ...(allowRoot && { add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] }),
      },
    },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      { name: 'volume', mountPath: VOLUME },
      { name: 'token', mountPath: TOKEN_FOLDER, readOnly: true },
    ],
  };
}
