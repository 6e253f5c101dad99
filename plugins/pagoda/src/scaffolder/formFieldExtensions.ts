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

/** Fields of templates' forms: `PagodaProjectPicker` and so on. */
export const formFieldExtensions = [
  projectPicker,
  experimentPicker,
  parameters,
  clusterPicker,
  volumePicker,
  lines,
  pairs,
];
