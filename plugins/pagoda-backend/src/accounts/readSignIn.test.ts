import { readSignIn } from './readSignIn';
import { toEntityName } from './toEntityName';

const NAMES = {
  issuer: 'https://id.example.org',
  groupsClaim: 'groups',
  nameClaim: 'preferred_username',
};
const CLAIMS = { sub: '1', preferred_username: 'Ada' };

describe('readSignIn', () => {
  it('reads the standard claims, and the groups', () => {
    expect(
      readSignIn(
        {
          ...CLAIMS,
          iss: 'https://elsewhere',
          name: 'Ada Lovelace',
          email: 'ada@example.org',
          picture: 'https://id.example.org/ada.png',
          groups: ['/PAGoDA-Admin', 'research/vision', ''],
        },
        NAMES,
      ),
    ).toEqual({
      issuer: 'https://elsewhere',
      subject: '1',
      name: 'ada',
      displayName: 'Ada Lovelace',
      email: 'ada@example.org',
      picture: 'https://id.example.org/ada.png',
      groups: [
        { name: 'pagoda-admin', title: 'PAGoDA-Admin' },
        {
          name: expect.stringMatching(/^research-vision-[0-9a-f]{10}$/),
          title: 'research/vision',
        },
      ],
    });
    expect(
      readSignIn({ ...CLAIMS, email: 'a@b', email_verified: false }, NAMES),
    ).toEqual({
      issuer: NAMES.issuer,
      subject: '1',
      name: 'ada',
      displayName: 'Ada',
      groups: [],
    });
  });

  it('finds groups in a field of a claim, and in a claim with dots in its name', () => {
    const claims = {
      ...CLAIMS,
      realm_access: { roles: ['lab'] },
      'https://example.org/groups': 'lab',
    };
    for (const groupsClaim of [
      'realm_access.roles',
      'https://example.org/groups',
    ]) {
      expect(readSignIn(claims, { ...NAMES, groupsClaim }).groups).toEqual([
        { name: 'lab', title: 'lab' },
      ]);
    }
  });

  it.each([
    [{ preferred_username: 'ada' }, "claim 'sub'"],
    [{ sub: '1' }, "claim 'preferred_username'"],
    [{ ...CLAIMS, groups: { lab: true } }, "claim 'groups' is no list"],
    [{ ...CLAIMS, groups: [7] }, "claim 'groups' is no list"],
  ])('refuses %j', (claims, message) => {
    expect(() => readSignIn(claims, NAMES)).toThrow(message);
  });
});

describe('toEntityName', () => {
  it('keeps what the catalog takes, and never makes one of two', () => {
    expect(toEntityName('pagoda-admin')).toBe('pagoda-admin');
    expect(toEntityName('Ada.L_2')).toBe('ada.l_2');
    const others = [
      'pagoda/admin',
      'pagoda admin',
      'pagoda--/admin',
      'ada@example.org',
      '-',
      'ü',
      'x'.repeat(64),
      'x'.repeat(65),
    ];
    const names = others.map(toEntityName);
    expect(new Set(names).size).toBe(others.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/);
    }
  });
});
