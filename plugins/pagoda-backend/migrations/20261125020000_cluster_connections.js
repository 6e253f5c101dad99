/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('cluster_connections', table => {
    table.comment('How imported clusters are reached');
    table
      .string('cluster', 63)
      .primary()
      .references('name')
      .inTable('clusters')
      .onDelete('CASCADE');
    table
      .string('kind', 16)
      .notNullable()
      .comment('kubeconfig, token or inCluster');
    table
      .text('sealed')
      .notNullable()
      .comment('Address and credentials, encrypted by pagoda.encryption.keys');
    table
      .string('version', 36)
      .notNullable()
      .comment('UUID of its own each time it is stored');
    table.bigInteger('updated_at').notNullable();
    table.string('updated_by', 255).notNullable();
  });

  await knex.schema.createTable('cluster_observations', table => {
    table.comment('What was seen of imported clusters when they last answered');
    table
      .string('cluster', 63)
      .primary()
      .references('name')
      .inTable('clusters')
      .onDelete('CASCADE');
    table.bigInteger('contacted_at').notNullable();
    table
      .text('features_json')
      .notNullable()
      .comment('Storage classes, Kueue and its queues, metrics');
    table.text('nodes_json').notNullable();
    table.integer('nodes_total').notNullable();
    table.integer('nodes_ready').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('cluster_observations');
  await knex.schema.dropTable('cluster_connections');
};
