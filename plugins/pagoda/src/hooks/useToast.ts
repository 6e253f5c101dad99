import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toastApiRef } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';

/** Short messages that come and go. Errors stay until they are closed. */
export function useToast() {
  const toastApi = useApi(toastApiRef);
  return useMemo(
    () => ({
      success(title: string, link?: { label: string; href: string }) {
        toastApi.post({
          title,
          status: 'success',
          timeout: 5000,
          links: link && [link],
        });
      },
      error(title: string, thrown: unknown) {
        toastApi.post({
          title,
          description: toError(thrown).message,
          status: 'danger',
        });
      },
    }),
    [toastApi],
  );
}
