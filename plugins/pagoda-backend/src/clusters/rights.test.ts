import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  CLUSTER_RIGHTS,
  renderAccessManifest,
  renderRightsTable,
} from '@pagoda/plugin-pagoda-common';
import { parseAllDocuments } from 'yaml';

const ROOT = resolve(__dirname, '../../../..');
const PAGE = resolve(ROOT, 'docs/administrator.md');
const MANIFEST = resolve(ROOT, 'infra/kubernetes/pagoda-access.yaml');
const BEGIN = '<!-- rights: begin -->';
const END = '<!-- rights: end -->';

describe('the rights that PAGoDA needs on a cluster', () => {
  it('are what docs/administrator.md and the manifest show; UPDATE_DOCS=1 with this test brings both up to date', () => {
    const page = readFileSync(PAGE, 'utf8');
    const wanted = `${page.slice(0, page.indexOf(BEGIN) + BEGIN.length)}\n\n${renderRightsTable()}\n\n${page.slice(page.indexOf(END))}`;
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(PAGE, wanted);
      writeFileSync(MANIFEST, renderAccessManifest());
    }
    expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
    expect(readFileSync(MANIFEST, 'utf8')).toBe(renderAccessManifest());
  });

  it('are each in the manifest once, and give nobody more', () => {
    const documents = parseAllDocuments(renderAccessManifest()).map(document =>
      document.toJS(),
    );
    const { rules } = documents.find(({ kind }) => kind === 'ClusterRole');
    const given = (
      rules as { apiGroups: string[]; resources: string[]; verbs: string[] }[]
    ).map(({ apiGroups: [group], resources: [resource], verbs }) => ({
      ...{ group, resource, verbs },
    }));
    expect(given).toEqual(
      CLUSTER_RIGHTS.map(({ group, resource, verbs }) => ({
        ...{ group, resource, verbs },
      })),
    );
    const names = given.map(({ group, resource }) => `${resource}.${group}`);
    expect(new Set(names).size).toBe(names.length);
    expect(JSON.stringify(rules)).not.toContain('*');
  });
});
