import { DEFAULT_NAMESPACE, parseEntityRef } from '@backstage/catalog-model';
import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import { conflict } from '../http/errors';
import { recordChangedGroups } from './recordChangedGroups';

/** What an identity provider says of a user at a sign-in. */
export interface SignIn {
  /** The identity provider. */
  issuer: string;
  /** The user there; it stays when the user is renamed. */
  subject: string;
  /** Name of the User entity that a new account gets. */
  name: string;
  displayName: string;
  email?: string;
  /** URL. */
  picture?: string;
  groups: SignInGroup[];
}

/** A group of the identity provider. */
export interface SignInGroup {
  /** Name of the Group entity. */
  name: string;
  title: string;
}

/** A user that has signed in by an identity provider. */
export interface Account {
  name: string;
  /** Names of Group entities. */
  groups: string[];
  signedInAt: Date;
}

interface AccountRow {
  name: string;
  issuer: string;
  subject: string;
  display_name: string;
  email: string | null;
  picture: string | null;
  groups_json: string;
  created_at: number | string;
  signed_in_at: number | string;
}

/** All SQL of accounts and their groups. */
export class AccountStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The account of a User entity; `undefined` when an identity provider has nothing to do with it. */
  async find(userEntityRef: string): Promise<Account | undefined> {
    const { namespace, name } = parseEntityRef(userEntityRef);
    if (namespace !== DEFAULT_NAMESPACE) {
      return undefined;
    }
    const row = await this.#knex<AccountRow>('accounts')
      .where({ name })
      .first();
    return row && toAccount(row);
  }

  /**
   * Notes a sign-in: makes the account at the first one, and brings it up to date at later ones. An account keeps its
   * name when the user is renamed, because roles in projects go by it.
   *
   * @throws ApiError 409 `NameTaken` when the name is another user's: names must not be handed on with their roles.
   */
  async signIn(signIn: SignIn): Promise<Account> {
    return this.#knex.transaction(async tx => {
      const { issuer, subject } = signIn;
      const now = Date.now();
      const before = await tx<AccountRow>('accounts')
        .where({ issuer, subject })
        .first();
      const details = {
        display_name: signIn.displayName,
        email: signIn.email ?? null,
        picture: signIn.picture ?? null,
        groups_json: JSON.stringify(
          [...new Set(signIn.groups.map(({ name }) => name))].sort(),
        ),
      };
      if (!before) {
        // Refused where the name is another's, and where the same user signs in twice at once.
        await tx('accounts')
          .insert({
            ...details,
            name: signIn.name,
            issuer,
            subject,
            created_at: now,
            signed_in_at: now,
          })
          .onConflict()
          .ignore();
      }
      const [row] = await tx<AccountRow>('accounts')
        .where({ issuer, subject })
        .update({ ...details, signed_in_at: now })
        .returning('*');
      if (!row) {
        throw conflict(
          'NameTaken',
          `The user name '${signIn.name}' belongs to another account of the identity provider`,
          {
            advice:
              'Ask an administrator: either rename this user there, or remove the old account from the table accounts.',
          },
        );
      }
      await recordChangedGroups(tx, signIn.groups);
      if (!before || Object.entries(details).some(differsFrom(before))) {
        await appendEntityChange(tx, { kind: 'user', name: row.name });
      }
      return toAccount(row);
    });
  }
}

function differsFrom(row: AccountRow) {
  return ([column, value]: [string, string | null]) =>
    row[column as keyof AccountRow] !== value;
}

function toAccount(row: AccountRow): Account {
  return {
    name: row.name,
    groups: JSON.parse(row.groups_json),
    signedInAt: new Date(Number(row.signed_in_at)),
  };
}
