import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

const projectPicker = FormFieldBlueprint.make({
  name: 'project-picker',
  params: {
    field: () => import('./ProjectPicker').then(m => m.projectPickerField),
  },
});

const experimentPicker = FormFieldBlueprint.make({
  name: 'experiment-picker',
  params: {
    field: () =>
      import('./ExperimentPicker').then(m => m.experimentPickerField),
  },
});

const parameters = FormFieldBlueprint.make({
  name: 'parameters',
  params: {
    field: () => import('./ParametersField').then(m => m.parametersField),
  },
});

const clusterPicker = FormFieldBlueprint.make({
  name: 'cluster-picker',
  params: {
    field: () => import('./ClusterPicker').then(m => m.clusterPickerField),
  },
});

const volumePicker = FormFieldBlueprint.make({
  name: 'volume-picker',
  params: {
    field: () => import('./VolumePicker').then(m => m.volumePickerField),
  },
});

const lines = FormFieldBlueprint.make({
  name: 'lines',
  params: { field: () => import('./LinesField').then(m => m.linesField) },
});

const pairs = FormFieldBlueprint.make({
  name: 'pairs',
  params: { field: () => import('./PairsField').then(m => m.pairsField) },
});

const cloudPicker = FormFieldBlueprint.make({
  name: 'cloud-picker',
  params: {
    field: () => import('./CloudPicker').then(m => m.cloudPickerField),
  },
});

const flavorPicker = FormFieldBlueprint.make({
  name: 'flavor-picker',
  params: {
    field: () => import('./offerPickers').then(m => m.flavorPickerField),
  },
});

const imagePicker = FormFieldBlueprint.make({
  name: 'image-picker',
  params: {
    field: () => import('./offerPickers').then(m => m.imagePickerField),
  },
});

const networkPicker = FormFieldBlueprint.make({
  name: 'network-picker',
  params: {
    field: () => import('./offerPickers').then(m => m.networkPickerField),
  },
});

const zonePicker = FormFieldBlueprint.make({
  name: 'zone-picker',
  params: {
    field: () => import('./offerPickers').then(m => m.zonePickerField),
  },
});

const volumeTypePicker = FormFieldBlueprint.make({
  name: 'volume-type-picker',
  params: {
    field: () => import('./offerPickers').then(m => m.volumeTypePickerField),
  },
});

const keypairPicker = FormFieldBlueprint.make({
  name: 'keypair-picker',
  params: {
    field: () => import('./offerPickers').then(m => m.keypairPickerField),
  },
});

const versionPicker = FormFieldBlueprint.make({
  name: 'version-picker',
  params: {
    field: () => import('./offerPickers').then(m => m.versionPickerField),
  },
});

const clusterTemplatePicker = FormFieldBlueprint.make({
  name: 'cluster-template-picker',
  params: {
    field: () =>
      import('./offerPickers').then(m => m.clusterTemplatePickerField),
  },
});

const nodePools = FormFieldBlueprint.make({
  name: 'node-pools',
  params: {
    field: () => import('./NodePoolsField').then(m => m.nodePoolsField),
  },
});

const volumeSize = FormFieldBlueprint.make({
  name: 'volume-size',
  params: {
    field: () => import('./VolumeSizeField').then(m => m.volumeSizeField),
  },
});

const secret = FormFieldBlueprint.make({
  name: 'secret',
  params: { field: () => import('./SecretField').then(m => m.secretField) },
});

/** Fields of templates' forms: `PagodaProjectPicker` and so on. */
export const formFieldExtensions = [
  projectPicker,
  experimentPicker,
  parameters,
  clusterPicker,
  volumePicker,
  lines,
  pairs,
  cloudPicker,
  flavorPicker,
  imagePicker,
  networkPicker,
  zonePicker,
  volumeTypePicker,
  keypairPicker,
  versionPicker,
  clusterTemplatePicker,
  nodePools,
  volumeSize,
  secret,
];
