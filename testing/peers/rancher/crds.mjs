import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TABLES = join(dirname(fileURLToPath(import.meta.url)), 'tables');

/** What Kubernetes generates for quantities. */
const QUANTITY =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

/** Kinds whose status is part of the object itself. */
const WITHOUT_STATUS = new Set(['OpenstackConfig', 'Setting']);

/**
 * The CustomResourceDefinitions of one generation of Rancher, made from the tables beside this file. The format of a table
 * is in README.md.
 *
 * @param {string} generation such as `2.13`
 * @returns {{driver: boolean, crd: object}[]} driver: it is there only while the node driver is active
 */
export function readCrds(generation) {
  return readdirSync(TABLES)
    .sort()
    .map(file =>
      readCrd(readFileSync(join(TABLES, file), 'utf8'), generation, file),
    )
    .filter(Boolean);
}

function readCrd(text, generation, file) {
  const [head, ...rows] = text.trimEnd().split('\n');
  const [name, version, kind, scope, ...rest] = head.split(' ');
  if (!isIn(rest, generation)) {
    return undefined;
  }
  const [plural] = name.split('.', 1);
  const labels = Object.fromEntries(
    rest.filter(word => /^[^<>].*=/.test(word)).map(word => word.split('=')),
  );
  const tree = readTree(rows, generation, file);
  const schema = toSchema(tree);
  for (const [property, { like }] of linksOf(tree)) {
    Object.assign(at(schema, property), {
      properties: schema.properties[like].properties,
    });
  }
  return {
    driver: rest.includes('driver'),
    crd: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name, labels },
      spec: {
        group: name.slice(plural.length + 1),
        names: {
          kind,
          plural,
          singular: kind.toLowerCase(),
          listKind: `${kind}List`,
        },
        scope,
        versions: [
          {
            name: version,
            served: true,
            storage: true,
            schema: { openAPIV3Schema: schema },
            ...(!WITHOUT_STATUS.has(kind) && { subresources: { status: {} } }),
          },
        ],
      },
    },
  };
}

/** Rows of two spaces a level as a tree; rows of other generations are left out. */
function readTree(rows, generation, file) {
  const root = { type: 'object', words: [], children: new Map() };
  const stack = [root];
  for (const row of rows) {
    const depth = row.match(/^ */)[0].length / 2;
    const [name, type, ...words] = row.trim().split(' ');
    if (!isIn(words, generation)) {
      continue;
    }
    if (name === '.') {
      root.words = words;
      continue;
    }
    const node = { type, words, children: new Map() };
    const parent = stack[depth];
    if (!parent) {
      throw new Error(`${file}: '${row}' has no row that it belongs to`);
    }
    parent.children.set(name, node);
    stack.splice(depth + 1, Infinity, node);
  }
  return root;
}

function isIn(words, generation) {
  return words.every(word => {
    const [, sign, limit] = word.match(/^(>=|<)(2\.\d+)$/) ?? [];
    if (!sign) {
      return true;
    }
    const later = minor(generation) >= minor(limit);
    return sign === '>=' ? later : !later;
  });
}

function minor(generation) {
  return Number(generation.split('.')[1]);
}

function toSchema({ type, words, children }) {
  const properties = [...children].filter(
    ([name]) => name !== '[]' && name !== '{*}',
  );
  const items = children.get('[]');
  const values = children.get('{*}');
  // What the field lists do not look into is kept as it is.
  const open =
    words.includes('PRESERVE') ||
    (type === 'object' &&
      children.size === 0 &&
      !words.some(word => word.startsWith('LIKE=')));
  return {
    ...(type === 'int-or-string'
      ? {
          'x-kubernetes-int-or-string': true,
          anyOf: [{ type: 'integer' }, { type: 'string' }],
        }
      : { type }),
    ...(properties.length > 0 && {
      properties: Object.fromEntries(
        properties.map(([name, child]) => [name, toSchema(child)]),
      ),
    }),
    ...(items && { items: toSchema(items) }),
    ...(values && { additionalProperties: toSchema(values) }),
    ...(open && { 'x-kubernetes-preserve-unknown-fields': true }),
    ...Object.assign({}, ...words.map(toRule)),
  };
}

function toRule(word) {
  if (word === 'QUANTITY') {
    return { pattern: QUANTITY };
  }
  const [, name, value] = word.match(/^(\w+)=(.*)$/) ?? [];
  switch (name) {
    case 'required':
    case 'enum':
      return { [name]: value.split(',') };
    case 'maxLength':
    case 'maxItems':
      return { [name]: Number(value) };
    case 'format':
    case 'pattern':
    case 'default':
      return { [name]: value };
    default:
      return {};
  }
}

/** Fields whose fields are those of another one, by path. */
function linksOf(node, path = []) {
  const like = node.words.find(word => word.startsWith('LIKE='));
  return [
    ...(like ? [[path, { like: like.slice('LIKE='.length) }]] : []),
    ...[...node.children].flatMap(([name, child]) =>
      linksOf(child, [...path, name]),
    ),
  ];
}

function at(schema, path) {
  return path.reduce((one, name) => one.properties[name], schema);
}
