import { useRouteRef } from '@backstage/frontend-plugin-api';
import { templateRouteRef } from '../routes';

/** Addresses of PAGoDA's own templates; missing where the scaffolder is not installed. */
export function useTemplateLinks() {
  const template = useRouteRef(templateRouteRef);
  const link = (templateName: string) =>
    template?.({ namespace: 'default', templateName });
  return {
    runContainer: link('run-container-experiment'),
    sweep: link('parameter-sweep'),
    newExperiment: link('new-experiment'),
    newVolume: link('new-volume'),
    newProject: link('new-project'),
  };
}
