import { AuthenticationError } from '@backstage/errors';
import type { SignIn } from './AccountStore';
import { toEntityName } from './toEntityName';

/** Which claims hold what has no standard name. */
export interface ClaimNames {
  /** Issuer where the claims have none. */
  issuer: string;
  groupsClaim: string;
  nameClaim: string;
}

/**
 * Reads what the claims of an identity provider (OpenID Connect Core 1.0, 5.1) say of a user.
 *
 * @throws AuthenticationError that names the claim that is missing or of another type.
 */
export function readSignIn(
  claims: Record<string, unknown>,
  names: ClaimNames,
): SignIn {
  const text = (claim: string) => {
    const value = find(claims, claim);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const upTo = (limit: number, value?: string) =>
    value !== undefined && value.length <= limit ? value : undefined;
  const name = text(names.nameClaim);
  const subject = text('sub');
  if (!subject || !name) {
    throw new AuthenticationError(
      `The identity provider said nothing in the claim '${
        subject ? names.nameClaim : 'sub'
      }': an administrator has to add it there, or to set signIn.resolvers.nameClaim`,
    );
  }
  return {
    issuer: text('iss') ?? names.issuer,
    subject,
    name: toEntityName(name),
    displayName: (text('name') ?? name).slice(0, 255),
    email:
      claims.email_verified === false ? undefined : upTo(255, text('email')),
    picture: upTo(2048, text('picture')),
    groups: readGroups(find(claims, names.groupsClaim), names.groupsClaim),
  };
}

function readGroups(value: unknown, claim: string): SignIn['groups'] {
  const groups = typeof value === 'string' ? [value] : (value ?? []);
  if (
    !Array.isArray(groups) ||
    groups.some(group => typeof group !== 'string')
  ) {
    throw new AuthenticationError(
      `The identity provider's claim '${claim}' is no list of group names: an administrator has to change it there, or to set signIn.resolvers.groupsClaim`,
    );
  }
  return groups
    .map((group: string) => group.replace(/^\//, ''))
    .filter(group => group !== '')
    .map(group => ({ name: toEntityName(group), title: group.slice(0, 255) }));
}

/** The claim of that name, or the field `b` of the claim `a` for `a.b`; names of claims may contain dots themselves. */
function find(claims: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(claims, name)) {
    return claims[name];
  }
  return name
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      claims,
    );
}
