import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import type { SignInGroup } from './AccountStore';

/** Stores the groups that are new or have another title. Groups stay when their last member leaves: roles may go by them. */
export async function recordChangedGroups(
  tx: Knex.Transaction,
  groups: SignInGroup[],
): Promise<void> {
  const known = new Map<string, string>(
    (
      await tx('account_groups')
        .whereIn(
          'name',
          groups.map(({ name }) => name),
        )
        .select('name', 'title')
    ).map(({ name, title }) => [name, title]),
  );
  const changed = new Map(
    groups
      .filter(({ name, title }) => known.get(name) !== title)
      .map(({ name, title }) => [name, title]),
  );
  for (const [name, title] of changed) {
    await tx('account_groups')
      .insert({ name, title })
      .onConflict('name')
      .merge();
    await appendEntityChange(tx, { kind: 'group', name });
  }
}
