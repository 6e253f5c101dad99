import { toFields, toParameters } from './parameterForm';

const schema = {
  type: 'object' as const,
  required: ['samples'],
  properties: {
    samples: { type: 'integer', minimum: 1, maximum: 100, title: 'Samples' },
    alpha: { type: 'number', default: 0.5 },
    verbose: { type: 'boolean', default: true },
    mode: { enum: [1, 2], default: 1 },
    name: { type: 'string', default: 'x' },
    list: { type: 'array' },
  },
};

describe('parameterForm', () => {
  const fields = toFields(schema);

  it('makes fields of a schema', () => {
    expect(
      fields.map(({ name, kind, initial }) => [name, kind, initial]),
    ).toEqual([
      ['samples', 'integer', ''],
      ['alpha', 'number', '0.5'],
      ['verbose', 'boolean', true],
      ['mode', 'choice', '1'],
      ['name', 'text', 'x'],
      ['list', 'json', ''],
    ]);
    expect(fields[0]).toMatchObject({
      label: 'Samples',
      required: true,
      range: '1 to 100',
    });
  });

  it('reads what was typed as the schema has it', () => {
    expect(
      toParameters(
        fields,
        { samples: ' 7 ', mode: '2', name: '010', list: '[1]', alpha: '' },
        schema,
      ),
    ).toEqual({
      parameters: {
        samples: 7,
        verbose: true,
        mode: 2,
        name: '010',
        list: [1],
      },
      problems: {},
    });
  });

  it('says what cannot be sent', () => {
    expect(
      toParameters(fields, { alpha: 'abc', samples: '', list: '[' }, schema)
        .problems,
    ).toEqual({
      samples: 'A value is needed.',
      alpha: 'It must be a number.',
      list: 'It must be JSON, such as [1, 2] or "text".',
    });
  });
});
