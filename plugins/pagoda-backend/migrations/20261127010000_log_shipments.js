// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('log_shipments', table => {
    table.comment('How far the log lines of each run are in Elasticsearch');
    table.string('run', 36).primary();
    table.string('project', 63).notNullable();
    table.integer('attempt').notNullable();
    table.bigInteger('offset').notNullable().comment('Bytes of its log');
    table.bigInteger('ended_at').comment('When all of a final run was there');
    table
      .boolean('removed')
      .notNullable()
      .defaultTo(false)
      .comment('Its files have gone');
    table.index(['removed', 'ended_at'], 'log_shipments_removable');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('log_shipments');
};
