import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createClusterCreateAction } from './actions/createClusterCreateAction';
import { createClusterDeleteAction } from './actions/createClusterDeleteAction';
import { createClusterImportAction } from './actions/createClusterImportAction';
import { createClusterScaleAction } from './actions/createClusterScaleAction';
import { createClusterUpgradeAction } from './actions/createClusterUpgradeAction';
import { createExperimentCreateAction } from './actions/createExperimentCreateAction';
import { createProjectCreateAction } from './actions/createProjectCreateAction';
import { createRunSubmitAction } from './actions/createRunSubmitAction';
import { createRunWaitAction } from './actions/createRunWaitAction';
import { createSweepSubmitAction } from './actions/createSweepSubmitAction';
import { createVolumeCreateAction } from './actions/createVolumeCreateAction';
import { createVolumeDeleteAction } from './actions/createVolumeDeleteAction';
import { createVolumeResizeAction } from './actions/createVolumeResizeAction';
import { createVolumeSnapshotAction } from './actions/createVolumeSnapshotAction';
import { PagodaSession } from './PagodaSession';
import { readably } from './readably';

/** Adds the actions `pagoda:*` to the scaffolder. */
export const pagodaScaffolderModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'pagoda',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, config, discovery }) {
        const open = PagodaSession.opener({
          auth,
          discovery,
          appBaseUrl: config.getString('app.baseUrl'),
        });
        actions.addActions(
          readably(createClusterCreateAction(open)),
          readably(createClusterDeleteAction(open)),
          readably(createClusterImportAction(open)),
          readably(createClusterScaleAction(open)),
          readably(createClusterUpgradeAction(open)),
          readably(createExperimentCreateAction(open)),
          readably(createProjectCreateAction(open)),
          readably(createRunSubmitAction(open)),
          readably(createRunWaitAction(open)),
          readably(createSweepSubmitAction(open)),
          readably(createVolumeCreateAction(open)),
          readably(createVolumeDeleteAction(open)),
          readably(createVolumeResizeAction(open)),
          readably(createVolumeSnapshotAction(open)),
        );
      },
    });
  },
});
