import { useApi } from '@backstage/core-plugin-api';
import type { Role } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../api';
import type { Choice } from '../scaffolder/ChoiceField';
import { listAll } from '../scaffolder/listAll';
import { useResource, type Resource } from './useResource';

const RANK: Record<Role, number> = { viewer: 0, researcher: 1, owner: 2 };

/** The projects in which the user has at least a role, by title; administrators have all. */
export function useProjectChoices(least: Role): Resource<Choice[]> {
  const api = useApi(pagodaApiRef);
  return useResource<Choice[]>(`projects for ${least}`, async signal => {
    const whoami = await unwrap(api.client.GET('/whoami', { signal }));
    const projects = whoami.administrator
      ? await listAll(cursor =>
          unwrap(
            api.client.GET('/projects', {
              params: { query: { limit: 500, cursor, fields: 'name,title' } },
              signal,
            }),
          ),
        )
      : whoami.projects.filter(project => RANK[project.role] >= RANK[least]);
    return projects
      .map(({ name, title }) => ({ name, title: title || name }))
      .sort((a, b) => a.title.localeCompare(b.title));
  });
}
