import { DemoIdentity } from './DemoIdentity';

const AUTH = 'http://portal.test/api/auth';
const HOUR = 3600;

describe('DemoIdentity', () => {
  const realFetch = global.fetch;
  let requests: number;
  let lifetime: number;
  let refusal: string | undefined;

  beforeEach(() => {
    jest.useFakeTimers({ advanceTimers: false });
    requests = 0;
    lifetime = HOUR;
    refusal = undefined;
    global.fetch = jest.fn(async () => {
      if (refusal) {
        return Response.json(
          {
            error: { name: 'ServiceUnavailableError', message: refusal },
            response: { statusCode: 503 },
          },
          { status: 503 },
        );
      }
      requests += 1;
      return Response.json({
        profile: { displayName: 'Researcher' },
        backstageIdentity: {
          token: `token ${requests}`,
          expiresInSeconds: lifetime,
          identity: {
            type: 'user',
            userEntityRef: 'user:default/researcher',
            ownershipEntityRefs: ['user:default/researcher'],
          },
        },
      });
    });
  });

  afterEach(() => {
    global.fetch = realFetch;
    localStorage.clear();
    jest.useRealTimers();
  });

  it('keeps its token, and renews it once before it ends, whoever asks meanwhile', async () => {
    const identity = new DemoIdentity(AUTH, 'researcher');
    await identity.signIn();
    expect(await identity.getCredentials()).toEqual({ token: 'token 1' });
    expect(await identity.getProfileInfo()).toEqual({
      displayName: 'Researcher',
    });
    expect(requests).toBe(1);

    jest.setSystemTime(Date.now() + (HOUR - 30) * 1000);
    const answers = await Promise.all([
      identity.getCredentials(),
      identity.getCredentials(),
      identity.getBackstageIdentity(),
    ]);
    expect(answers).toEqual([
      { token: 'token 2' },
      { token: 'token 2' },
      expect.objectContaining({ userEntityRef: 'user:default/researcher' }),
    ]);
    expect(requests).toBe(2);
  });

  it('takes a token that is short-lived from the beginning', async () => {
    lifetime = 5;
    const identity = new DemoIdentity(AUTH, 'researcher');
    expect(await identity.getCredentials()).toEqual({ token: 'token 1' });
    expect(await identity.getCredentials()).toEqual({ token: 'token 2' });
  });

  it('remembers the persona only when the server has let it in', async () => {
    refusal = 'Down for repair';
    const identity = new DemoIdentity(AUTH, 'researcher');
    await expect(identity.signIn()).rejects.toThrow('Down for repair');
    expect(DemoIdentity.remembered()).toBeUndefined();

    refusal = undefined;
    await identity.signIn();
    expect(DemoIdentity.remembered()).toBe('researcher');
  });
});
