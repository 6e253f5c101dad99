import type { OidcAuthResult } from '@backstage/plugin-auth-backend-module-oidc-provider';
import {
  createSignInResolverFactory,
  type OAuthAuthenticatorResult,
} from '@backstage/plugin-auth-node';
import { z } from 'zod/v3';
import type { InternalClient } from '../http/InternalClient';
import type { Identity } from './internalRouter';
import { readSignIn } from './readSignIn';

const options = z
  .object({
    /** Claim with the groups of a user, by default `groups`; `a.b` is the field `b` of the claim `a`. */
    groupsClaim: z.string().optional(),
    /** Claim that a new User entity is named after, by default `preferred_username`. */
    nameClaim: z.string().optional(),
  })
  .strict()
  .optional();

/**
 * Makes the sign-in resolver `provisionUser`: every user of the identity provider gets a User entity, and each group in the
 * claim a Group entity, which projects may name as members and `pagoda.administrators` as administrators. What the
 * provider says at each sign-in, and at each renewal of a session, replaces what it said before.
 *
 * @param issuer - of the identity provider, where its claims do not say it
 */
export function createProvisionUser(client: InternalClient, issuer: string) {
  return createSignInResolverFactory({
    optionsSchema: options,
    create:
      ({ groupsClaim = 'groups', nameClaim = 'preferred_username' } = {}) =>
      async (
        { result }: { result: OAuthAuthenticatorResult<OidcAuthResult> },
        context,
      ) => {
        const { tokenset, userinfo } = result.fullProfile;
        const claims = {
          ...userinfo,
          // What the ID token says is signed. A renewal of the session may come without one.
          ...(tokenset.id_token === undefined ? {} : tokenset.claims()),
        };
        const identity = await client.post<Identity>(
          '/accounts/sign-in',
          readSignIn(claims, { issuer, groupsClaim, nameClaim }),
        );
        return context.issueToken({
          claims: {
            sub: identity.userEntityRef,
            ent: identity.ownershipEntityRefs,
          },
        });
      },
  });
}
