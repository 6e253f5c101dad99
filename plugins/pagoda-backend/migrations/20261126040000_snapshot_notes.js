// @ts-check

/**
 * What is under way with the snapshot of a volume in a cloud.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('volume_snapshots', table => {
    table
      .text('notes_json')
      .nullable()
      .comment('What its cloud was asked, and when; null for nothing');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('volume_snapshots', table => {
    table.dropColumn('notes_json');
  });
};
