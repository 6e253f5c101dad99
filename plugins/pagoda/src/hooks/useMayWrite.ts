import { useWhoami } from './useWhoami';

/**
 * Whether the user may start, end and delete things in a project. The server decides; this only keeps from offering what
 * it would refuse. As long as nothing is known it is offered.
 */
export function useMayWrite(project: string | undefined): boolean {
  const { data } = useWhoami();
  if (!data || project === undefined || data.administrator) {
    return true;
  }
  const role = data.projects.find(({ name }) => name === project)?.role;
  const isReadOnlyToken = data.token?.scope === 'read';
  return role !== undefined && role !== 'viewer' && !isReadOnlyToken;
}
