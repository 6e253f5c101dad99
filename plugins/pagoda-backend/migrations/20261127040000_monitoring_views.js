/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('installed_dashboards', table => {
    table.comment('What PAGoDA has written to Grafana and Kibana');
    table.string('target', 16).notNullable();
    table.string('id', 128).notNullable();
    table
      .string('written_hash', 64)
      .notNullable()
      .comment('Of what was written');
    table
      .string('stored_hash', 64)
      .comment('Of what was there right after; null where that cannot be read');
    table.bigInteger('installed_at').notNullable();
    table.string('installed_by', 255).notNullable();
    table.primary(['target', 'id']);
  });

  await knex.schema.createTable('view_keys', table => {
    table.comment('Keys that sign who looks at an embedded view');
    table.string('id', 36).primary();
    table.text('private_sealed').notNullable();
    table.text('public_json').notNullable().comment('A JWK');
    table.bigInteger('created_at').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('view_keys');
  await knex.schema.dropTable('installed_dashboards');
};
