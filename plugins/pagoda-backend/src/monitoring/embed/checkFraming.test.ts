import { checkFraming } from './checkFraming';

const PAGE = 'https://pagoda.example.org';
const FRAME = 'https://kibana.example.org';

it.each([
  ['nothing is said', {}, false],
  ['X-Frame-Options: deny', { 'x-frame-options': 'DENY' }, true],
  ['X-Frame-Options: sameorigin', { 'x-frame-options': 'SAMEORIGIN' }, true],
  ["frame-ancestors 'none'", { csp: "frame-ancestors 'none'" }, true],
  ["frame-ancestors 'self'", { csp: "frame-ancestors 'self'" }, true],
  [
    'the page is named',
    { csp: `default-src x; frame-ancestors 'self' ${PAGE}` },
    false,
  ],
  [
    'another page is named',
    { csp: 'frame-ancestors https://example.org' },
    true,
  ],
  ['its domain is named', { csp: 'frame-ancestors *.example.org' }, false],
  [
    'another scheme is named',
    { csp: 'frame-ancestors http://pagoda.example.org' },
    true,
  ],
  [
    'both are said, and the newer allows it',
    { csp: 'frame-ancestors *', 'x-frame-options': 'deny' },
    false,
  ],
  [
    'one of two policies forbids it',
    { csp: ['frame-ancestors *', "frame-ancestors 'none'"] },
    true,
  ],
])(
  'judges as browsers do: %s',
  (
    _what,
    { csp, ...headers }: Record<string, string | string[]>,
    isRefused,
  ) => {
    const refusal = checkFraming(
      { ...headers, 'content-security-policy': csp },
      { frame: FRAME, page: PAGE },
    );
    expect(refusal !== undefined).toBe(isRefused);
  },
);

it('takes a page of the same origin for itself', () => {
  expect(
    checkFraming(
      { 'x-frame-options': 'sameorigin' },
      { frame: PAGE, page: PAGE },
    ),
  ).toBeUndefined();
});
