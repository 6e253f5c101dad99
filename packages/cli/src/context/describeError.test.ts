import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from './CliError';
import { describeError, exitCodeOf } from './describeError';

const api = (status: number, code = 'Some') =>
  new PagodaApiError({ status, code, message: 'It is wrong' });

describe('describeError', () => {
  it('names the field and says what to do', () => {
    const error = new PagodaApiError({
      status: 400,
      code: 'InvalidInput',
      message: 'parameters.samples: must be an integer',
      field: 'parameters.samples',
      advice: 'Give a whole number.',
    });
    expect(describeError(error)).toBe(
      [
        'Error: parameters.samples: must be an integer',
        '  field: parameters.samples',
        'Try: Give a whole number.',
        '',
      ].join('\n'),
    );
  });

  it('names every field where there are several', () => {
    const error = new PagodaApiError({
      status: 400,
      code: 'InvalidInput',
      message: 'a: is missing',
      field: 'a',
      problems: [
        { field: 'a', message: 'is missing' },
        { field: 'b', message: 'is not known' },
      ],
    });
    expect(describeError(error)).toContain(
      '  field: a: is missing\n  field: b: is not known\n',
    );
  });

  it('helps to find an error of the server in its log', () => {
    const error = new PagodaApiError({
      status: 500,
      code: 'Internal',
      message: 'Something went wrong',
      requestId: 'req-1',
    });
    expect(describeError(error)).toContain('  request: req-1');
  });

  it('says where to sign in, and shows a stack only on demand', () => {
    expect(describeError(api(401))).toBe(
      'Error: It is wrong\nTry: pagoda login\n',
    );
    expect(describeError(new Error('x'))).toBe('Error: x\n');
    expect(describeError(new Error('x'), true)).toContain('at ');
  });
});

describe('exitCodeOf', () => {
  it('follows the table of the documentation', () => {
    const codes = [400, 422, 413, 401, 403, 404, 409, 412, 429, 500, 503, 0];
    expect(codes.map(status => exitCodeOf(api(status)))).toEqual([
      2, 2, 2, 3, 3, 4, 5, 5, 6, 6, 6, 6,
    ]);
    expect(exitCodeOf(api(403, 'QuotaExceeded'))).toBe(5);
    expect(exitCodeOf(new CliError('x', EXIT.runFailed))).toBe(1);
    expect(exitCodeOf(new TypeError('fetch failed'))).toBe(6);
  });
});
