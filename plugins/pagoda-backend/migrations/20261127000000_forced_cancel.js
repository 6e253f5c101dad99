// @ts-check

/**
 * Runs whose end is wanted without waiting for a cluster that does not answer.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table.boolean('cancel_forced').notNullable().defaultTo(false);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  // Not by the schema builder: in SQLite it makes the table anew, and what refers to its rows would go with the old one.
  await knex.raw('alter table runs drop column cancel_forced');
};
