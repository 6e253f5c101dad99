import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type EntityMeta,
} from '@backstage/catalog-model';
import { entityName } from './entityNames';
import type { CatalogName, EntityOptions } from './types';

/** What is particular to one kind of entity. */
export interface MetadataOptions {
  title: string;
  description: string;
  annotations: Record<string, string>;
  tags: string[];
  /** Path of its page in the web app. */
  page: string;
  /** Where else it is shown, such as in Rancher. */
  links?: { title: string; url: string }[];
}

/** The part of entities that all kinds have in common. */
export function entityMetadata(
  thing: CatalogName,
  { title, description, annotations, tags, page, links = [] }: MetadataOptions,
  { appBaseUrl }: EntityOptions,
): EntityMeta {
  const url = `${appBaseUrl}${page}`;
  return {
    namespace: 'default',
    name: entityName(thing),
    title: title || thing.name,
    ...(description ? { description } : {}),
    annotations: {
      ...annotations,
      // Of a type of its own: the catalog's page would offer a `url` as source code.
      [ANNOTATION_LOCATION]: `pagoda:${page}`,
      [ANNOTATION_ORIGIN_LOCATION]: `pagoda:${page}`,
    },
    tags: [...new Set(tags.map(toTag).filter(tag => tag !== ''))].sort(),
    links: [
      { url, title: 'Open in PAGoDA', icon: 'dashboard' },
      ...links.map(link => ({ ...link, icon: 'cloud' })),
    ],
  };
}

/** Brings a word into the form that the catalog wants of tags. */
function toTag(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9+#]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
}
