/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('volumes', table => {
    table
      .string('storage_class', 253)
      .nullable()
      .comment('Of a Kubernetes cluster; that of its default class once known');
    table
      .string('access_mode', 32)
      .nullable()
      .comment('Of a Kubernetes claim, such as ReadWriteOnce');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('volumes', table => {
    table.dropColumn('storage_class');
    table.dropColumn('access_mode');
  });
};
