import { escapeRegex, quoteLabelValue } from './quoteLabelValue';

describe('quoteLabelValue', () => {
  it('lets nothing end the string', () => {
    expect(quoteLabelValue('lab')).toBe('"lab"');
    expect(quoteLabelValue('"} or up{a="')).toBe('"\\"} or up{a=\\""');
    expect(quoteLabelValue('\\')).toBe('"\\\\"');
    expect(quoteLabelValue('\\"')).toBe('"\\\\\\""');
    expect(quoteLabelValue("a\nb\r\t\0`'#")).toBe(
      '"a\\x0ab\\x0d\\x09\\x00`\'#"',
    );
    expect(quoteLabelValue('Zürich 🦊')).toBe('"Zürich 🦊"');
    expect(() => quoteLabelValue('\ud800')).toThrow(RangeError);
  });
});

describe('escapeRegex', () => {
  it('leaves nothing that means something', () => {
    const all = '\\.+*?()|[]{}^$';
    expect(escapeRegex(all)).toBe([...all].map(each => `\\${each}`).join(''));
    expect(new RegExp(`^${escapeRegex(all)}$`).test(all)).toBe(true);
    expect(escapeRegex('run-0199_a')).toBe('run-0199_a');
  });
});
