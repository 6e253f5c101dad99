import { collectMembers } from './project/collectMembers';
import { collectSecrets, parseVolume, toSpec } from './runOptions';
import { duration, pastTime, userRef, wholeNumber } from './values';

describe('values of flags', () => {
  it('reads durations', () => {
    expect(['90', '90s', '10m', '2h', '1d'].map(duration)).toEqual([
      90, 90, 600, 7200, 86400,
    ]);
    expect(() => duration('1y')).toThrow('such as 90, 10m, 2h or 1d');
  });

  it('reads times', () => {
    expect(pastTime('2026-01-31T10:00:00Z')).toBe('2026-01-31T10:00:00.000Z');
    jest.useFakeTimers({ now: Date.parse('2026-01-31T10:00:00Z') });
    try {
      expect(pastTime('2h')).toBe('2026-01-31T08:00:00.000Z');
    } finally {
      jest.useRealTimers();
    }
    expect(() => pastTime('yesterday')).toThrow('such as 30m');
  });

  it('reads whole numbers', () => {
    expect(wholeNumber('0')).toBe(0);
    for (const text of ['-1', '1.5', 'x', '', '1e3']) {
      expect(() => wholeNumber(text)).toThrow('whole number');
    }
  });

  it('reads secrets', () => {
    expect(
      [
        ...['tracker', 'tracker:token', 'tracker:token=T', 'single=S'],
        'tracker:token@keys/token',
      ].reduce(
        (before, text) => collectSecrets(text, before),
        [] as ReturnType<typeof collectSecrets>,
      ),
    ).toEqual([
      { name: 'tracker' },
      { name: 'tracker', key: 'token' },
      { name: 'tracker', key: 'token', env: 'T' },
      { name: 'single', env: 'S' },
      { name: 'tracker', key: 'token', path: 'keys/token' },
    ]);
    expect(() => collectSecrets('a:b:c')).toThrow('NAME:KEY=VARIABLE');
  });

  it('reads users, members and volumes', () => {
    expect(userRef('researcher')).toBe('user:default/researcher');
    expect(userRef('group:default/vision')).toBe('group:default/vision');
    expect(collectMembers('viewer=viewer', [])).toEqual([
      { subject: 'user:default/viewer', role: 'viewer' },
    ]);
    expect(() => collectMembers('viewer=boss')).toThrow('USER=owner');
    expect(parseVolume('texts:data:ro')).toEqual({
      name: 'texts',
      path: 'data',
      readOnly: true,
    });
    expect(parseVolume('texts:a/b').readOnly).toBe(false);
    expect(() => parseVolume('texts')).toThrow('NAME:PATH');
  });

  it('asks the server only for what was asked for', () => {
    expect(toSpec({})).toEqual({});
    expect(
      toSpec({ cpu: '2', timeout: 60, label: ['a=b=c'], retries: 0 }),
    ).toEqual({
      resources: { cpu: '2' },
      timeoutSeconds: 60,
      labels: { a: 'b=c' },
      retries: { limit: 0 },
    });
  });
});
