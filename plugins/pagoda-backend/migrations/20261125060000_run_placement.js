// @ts-check

/**
 * Where a run is executed: node, and on Kubernetes namespace, Job, pod and image with its digest.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table.text('placement_json');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  // Not by the schema builder: in SQLite it makes the table anew, and what refers to its rows would go with the old one.
  await knex.raw('alter table runs drop column placement_json');
};
