import type { Config } from '@backstage/config';

/** The personas of a demo by name: how they are shown, and the groups that each is a member of. */
export const DEMO_PERSONAS: Record<
  string,
  { displayName: string; groups: string[] }
> = {
  researcher: { displayName: 'Researcher', groups: [] },
  researcher2: { displayName: 'Researcher 2', groups: [] },
  viewer: { displayName: 'Viewer', groups: [] },
  administrator: {
    displayName: 'Administrator',
    groups: ['group:default/pagoda-administrators'],
  },
};

/** Whether personas may sign in: `auth.providers.demo.enabled`. */
export function demoEnabled(config: Config): boolean {
  return config.getOptionalBoolean('auth.providers.demo.enabled') ?? false;
}

/** The entity references of a persona, itself first; `undefined` when there is none of that name. */
export function personaOwnership(name: string): string[] | undefined {
  return Object.hasOwn(DEMO_PERSONAS, name)
    ? [`user:default/${name}`, ...DEMO_PERSONAS[name].groups]
    : undefined;
}
