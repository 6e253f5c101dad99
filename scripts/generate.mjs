#!/usr/bin/env node
// Writes plugins/pagoda-common/src/generated/openapi.generated.ts from openapi.yaml. With --check it only compares,
// and fails where the two differ.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL(
  '../plugins/pagoda-common/openapi.yaml',
  import.meta.url,
);
const target = new URL(
  '../plugins/pagoda-common/src/generated/openapi.generated.ts',
  import.meta.url,
);

const head =
  '// Made from openapi.yaml by `npm run generate`: change that instead.\n';
const text =
  head + astToString(await openapiTS(source, { defaultNonNullable: false }));

if (process.argv.includes('--check')) {
  const present = await readFile(target, 'utf8').catch(() => '');
  if (present !== text) {
    console.error(
      'openapi.generated.ts is not what openapi.yaml gives: run `npm run generate`.',
    );
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
