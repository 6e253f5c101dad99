import type { ReactNode } from 'react';
import { useWhoami } from '../hooks/useWhoami';

/** Shows something to administrators alone; to nobody as long as it is not known who looks. */
export function AdministratorsOnly({ children }: { children: ReactNode }) {
  const isAdministrator = useWhoami().data?.administrator ?? false;
  return isAdministrator ? <>{children}</> : null;
}
