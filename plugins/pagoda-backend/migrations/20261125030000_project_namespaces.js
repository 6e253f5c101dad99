/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('projects', table => {
    table
      .text('kubernetes_json')
      .notNullable()
      .defaultTo('{}')
      .comment('Settings for Kubernetes; what is missing has its default');
    table
      .integer('secrets_generation')
      .notNullable()
      .defaultTo(0)
      .comment('Raised whenever a secret is written or deleted');
  });

  await knex.schema.createTable('project_namespaces', table => {
    table.comment(
      'Namespaces of projects on clusters; a row outlives its project until the namespace is gone',
    );
    table.string('cluster', 63).notNullable();
    table.string('project', 63).notNullable();
    table.string('namespace', 63).notNullable();
    table.string('uid', 63).comment('Of the namespace, once it was seen');
    table.string('phase', 16).notNullable();
    table.text('message').notNullable();
    table.text('waiting_json').notNullable().defaultTo('[]');
    table
      .boolean('project_deleted')
      .notNullable()
      .defaultTo(false)
      .comment('The project is gone, so the namespace has to go');
    table.bigInteger('since').notNullable().comment('Of the phase');
    table.bigInteger('created_at').notNullable();
    table.primary(['cluster', 'project']);
    table.index(['project'], 'project_namespaces_project');
  });

  await knex.schema.createTable('project_secrets', table => {
    table.comment('Secrets of projects; only their values are encrypted');
    table
      .string('project', 63)
      .notNullable()
      .references('name')
      .inTable('projects')
      .onDelete('CASCADE');
    table.string('name', 63).notNullable();
    table.string('type', 16).notNullable();
    table.text('keys_json').notNullable();
    table.string('registry', 255).comment('Server of a login to a registry');
    table
      .text('sealed')
      .notNullable()
      .comment('Values by key as JSON, encrypted');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.string('updated_by', 255).notNullable();
    table.primary(['project', 'name']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('project_secrets');
  await knex.schema.dropTable('project_namespaces');
  // Not by the schema builder: for SQLite it makes the table anew, and rows that refer to it go.
  for (const column of ['secrets_generation', 'kubernetes_json']) {
    await knex.raw('alter table projects drop column ??', [column]);
  }
};
