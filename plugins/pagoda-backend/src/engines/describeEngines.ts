import type { EngineInfo } from '@pagoda/plugin-pagoda-common';

/** The engines of this installation, and why one cannot be used. */
export function describeEngines(options: {
  /** Why the engine `process` may not be used, if so. */
  processRefusal?: string;
  /** Whether the configuration names servers. */
  hasDocker: boolean;
}): Omit<EngineInfo, 'clusters'>[] {
  const { processRefusal, hasDocker } = options;
  return [
    {
      name: 'process',
      title: 'Processes on the portal’s host',
      description:
        'Runs execute as processes on the host of the portal, each in a directory of its own. Container images are not used.',
      available: processRefusal === undefined,
      ...(processRefusal !== undefined && { reason: processRefusal }),
    },
    ...(hasDocker
      ? [
          {
            name: 'docker' as const,
            title: 'Docker or Podman',
            description:
              'Runs execute as containers of one server, as an unprivileged user and with nothing but their files.',
            available: true,
          },
        ]
      : []),
  ];
}
