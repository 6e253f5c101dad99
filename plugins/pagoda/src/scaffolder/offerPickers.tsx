import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { OfferField } from '../clouds/OfferField';
import type { OfferKind } from '../clouds/offerChoices';
import { readText } from './readFormContext';

const schema = makeFieldSchema({
  output: z => z.string().optional(),
  uiOptions: z =>
    z.object({
      cloudField: z
        .string()
        .optional()
        .describe('The field that names the cloud (default: cloud)'),
      cloud: z.string().optional().describe('The cloud, where no field does'),
      external: z
        .boolean()
        .optional()
        .describe('Of networks: those that floating IPs come from'),
      of: z
        .enum(['compute', 'volume'])
        .optional()
        .describe('Of zones: what they are zones of (default: compute)'),
      none: z
        .string()
        .optional()
        .describe('Words for choosing nothing, where nothing is needed'),
    }),
});

type Props = typeof schema.TProps;
type Options = NonNullable<Props['uiSchema']['ui:options']>;

/** Makes a field that picks one of the things that a cloud offers now. */
function createOfferPicker(
  name: string,
  kindOf: (options: Options) => OfferKind,
) {
  function OfferPicker(props: Props) {
    const options = props.uiSchema['ui:options'] ?? {};
    return (
      <OfferField
        cloud={
          options.cloud ??
          readText(props.formContext, options.cloudField ?? 'cloud')
        }
        kind={kindOf(options)}
        label={props.schema.title}
        description={props.schema.description}
        value={props.formData || undefined}
        onChange={props.onChange}
        isRequired={props.required}
        isInvalid={props.rawErrors.length > 0}
        isDisabled={props.disabled}
        none={props.required ? undefined : (options.none ?? 'The usual one')}
      />
    );
  }
  return createFormField({ name, component: OfferPicker, schema });
}

/** The form field `PagodaFlavorPicker`: cores, memory, disk, and the price where one is configured. */
export const flavorPickerField = createOfferPicker(
  'PagodaFlavorPicker',
  () => 'flavor',
);

/** The form field `PagodaImagePicker`. */
export const imagePickerField = createOfferPicker(
  'PagodaImagePicker',
  () => 'image',
);

/** The form field `PagodaNetworkPicker`. */
export const networkPickerField = createOfferPicker(
  'PagodaNetworkPicker',
  ({ external }) => (external ? 'externalNetwork' : 'network'),
);

/** The form field `PagodaZonePicker`. */
export const zonePickerField = createOfferPicker(
  'PagodaZonePicker',
  ({ of }) => (of === 'volume' ? 'volumeZone' : 'computeZone'),
);

/** The form field `PagodaVolumeTypePicker`. */
export const volumeTypePickerField = createOfferPicker(
  'PagodaVolumeTypePicker',
  () => 'volumeType',
);

/** The form field `PagodaKeypairPicker`. */
export const keypairPickerField = createOfferPicker(
  'PagodaKeypairPicker',
  () => 'keypair',
);

/** The form field `PagodaVersionPicker`: of Kubernetes, that a Rancher makes. */
export const versionPickerField = createOfferPicker(
  'PagodaVersionPicker',
  () => 'version',
);

/** The form field `PagodaClusterTemplatePicker`: of Magnum. */
export const clusterTemplatePickerField = createOfferPicker(
  'PagodaClusterTemplatePicker',
  () => 'clusterTemplate',
);
