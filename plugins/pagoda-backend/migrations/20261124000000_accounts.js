/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('accounts', table => {
    table.comment('Users that signed in by an identity provider');
    table.string('name', 63).primary().comment('Name of the User entity');
    table.string('issuer', 255).notNullable().comment('The identity provider');
    table
      .string('subject', 255)
      .notNullable()
      .comment('The user there: it stays when the user is renamed');
    table.string('display_name', 255).notNullable();
    table.string('email', 255);
    table.text('picture').comment('URL');
    table.text('groups_json').notNullable().comment('Names of Group entities');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('signed_in_at').notNullable();
    table.unique(['issuer', 'subject'], { indexName: 'accounts_subject' });
  });

  await knex.schema.createTable('account_groups', table => {
    table.comment('Groups of the identity provider that accounts are in');
    table.string('name', 63).primary().comment('Name of the Group entity');
    table.string('title', 255).notNullable();
  });

  await knex.schema.createTable('token_grants', table => {
    table.comment(
      'Backstage tokens that personal access tokens were exchanged for; other plugins hand on their proof, but not their scope',
    );
    table
      .string('proof', 64)
      .primary()
      .comment('SHA-256 of the identity proof in it, hexadecimal');
    table
      .string('token', 36)
      .notNullable()
      .comment('Id in tokens, also after it was revoked');
    table.string('scope', 16).notNullable();
    table.bigInteger('expires_at').notNullable();
    table.index(['expires_at'], 'token_grants_expires_at');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('token_grants');
  await knex.schema.dropTable('account_groups');
  await knex.schema.dropTable('accounts');
};
