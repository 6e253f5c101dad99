import { toParameterSchema } from './toParameterSchema';

describe('toParameterSchema', () => {
  it('makes a schema of what people fill in', () => {
    expect(
      toParameterSchema([
        {
          name: 'samples',
          type: 'integer',
          title: 'Samples',
          description: 'How many',
          default: '1000',
          minimum: 1,
          maximum: 5000,
          required: true,
        },
        { name: 'rate', type: 'number', default: '0.5', choices: ['0.5', '1'] },
        { name: 'label', type: 'string', default: '', minimum: 3, title: '' },
        { name: 'verbose', type: 'boolean', default: 'false' },
        { name: 'free', type: 'number', default: '', choices: [''] },
      ]),
    ).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['samples'],
      properties: {
        samples: {
          type: 'integer',
          title: 'Samples',
          description: 'How many',
          default: 1000,
          minimum: 1,
          maximum: 5000,
        },
        rate: { type: 'number', default: 0.5, enum: [0.5, 1] },
        label: { type: 'string', default: '' },
        verbose: { type: 'boolean', default: false },
        free: { type: 'number' },
      },
    });
  });

  it('refuses two of a name, and values of another type', () => {
    const row = { name: 'n', type: 'integer' } as const;
    expect(() => toParameterSchema([row, row])).toThrow(
      "there are two of the name 'n'",
    );
    expect(() => toParameterSchema([{ ...row, default: '1.5' }])).toThrow(
      "'1.5' is no value for n; write a whole number",
    );
    expect(() =>
      toParameterSchema([{ ...row, type: 'boolean', default: 'yes' }]),
    ).toThrow('write true or false');
  });
});
