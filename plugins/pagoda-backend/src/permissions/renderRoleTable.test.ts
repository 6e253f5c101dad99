import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadContract } from '../http/contract';
import { renderRoleTable } from './renderRoleTable';

const PAGE = resolve(__dirname, '../../../../docs/permissions.md');
const BEGIN = '<!-- role table: begin -->';
const END = '<!-- role table: end -->';

it('is what docs/permissions.md shows; UPDATE_DOCS=1 with this test brings the page up to date', () => {
  const table = renderRoleTable([...loadContract().operations.values()]);
  const page = readFileSync(PAGE, 'utf8');
  const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
  const after = page.slice(page.indexOf(END));
  const wanted = `${before}\n\n${table}\n\n${after}`;
  if (process.env.UPDATE_DOCS === '1') {
    writeFileSync(PAGE, wanted);
  }
  expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
});
