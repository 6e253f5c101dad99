// @ts-check

/**
 * Clouds as they were last seen, and clusters that PAGoDA has made in them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('clouds', table => {
    table.comment('What was last seen of the configured clouds');
    table.string('name', 63).primary();
    table.string('kind', 16).notNullable().comment('openstack or rancher');
    table.string('phase', 16).notNullable();
    table.text('conditions_json').notNullable().defaultTo('[]');
    table.bigInteger('observed_at').comment('When it was last looked at');
    table.bigInteger('contacted_at').comment('When it last answered');
    table.text('offers_json').comment('Flavors, images, networks and so on');
    table.bigInteger('offers_at');
    table.text('quota_json');
    table.bigInteger('quota_at');
  });

  await knex.schema.createTable('cluster_plans', table => {
    table.comment('Provisioned clusters: what is wanted, and how far it is');
    table
      .string('cluster', 63)
      .primary()
      .references('name')
      .inTable('clusters')
      .onDelete('CASCADE');
    table
      .string('uid', 36)
      .notNullable()
      .unique()
      .comment('UUIDv7 by which what belongs to it is found in the cloud');
    table.string('cloud', 63).notNullable();
    table.string('owner', 255).notNullable().comment('Entity reference');
    table.text('plan_json').notNullable();
    table.string('phase', 16).notNullable();
    table.text('conditions_json').notNullable().defaultTo('[]');
    table.text('pools_json').notNullable().defaultTo('[]');
    table.text('machines_json').notNullable().defaultTo('[]');
    table.text('drift_json').notNullable().defaultTo('[]');
    table.text('links_json').notNullable().defaultTo('[]');
    table.text('cost_json').comment('A hint; null without prices');
    table.string('version', 63).comment('Of Kubernetes, as it was last seen');
    table
      .text('memory_sealed')
      .comment('What its provisioner keeps, encrypted; null for nothing');
    table.boolean('deletion_protection').notNullable();
    table.bigInteger('ends_at').comment('When it is to be removed');
    table
      .string('end_notice', 16)
      .comment('What was last said of its end, so that it is said once');
    table.bigInteger('deleting_at').comment('When its removal was asked for');
    table.boolean('settled').notNullable().defaultTo(false);
    table
      .bigInteger('began_at')
      .notNullable()
      .comment('Of what is under way, for its time limit');
    table.boolean('timed_out').notNullable().defaultTo(false);
    table
      .integer('failures')
      .notNullable()
      .defaultTo(0)
      .comment('Looks in a row that have failed');
    table.bigInteger('next_at').notNullable().comment('Of the next look');
    table
      .integer('term')
      .notNullable()
      .defaultTo(0)
      .comment('Of the lease under which it was last worked on');
    table.integer('observed_generation').notNullable().defaultTo(0);
    table.bigInteger('observed_at');
    table.index(['next_at'], 'cluster_plans_next_at');
    table.index(['cloud'], 'cluster_plans_cloud');
  });

  await knex.schema.createTable('cluster_operations', table => {
    table.comment('Upgrades, rotations, snapshots and restores');
    table.string('id', 36).primary().comment('UUIDv7');
    table
      .string('cluster', 63)
      .notNullable()
      .references('name')
      .inTable('clusters')
      .onDelete('CASCADE');
    table.string('kind', 16).notNullable();
    table.text('parameters_json').notNullable();
    table.string('phase', 16).notNullable();
    table.text('message');
    table.string('created_by', 255).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('ended_at');
    table.index(['cluster', 'id'], 'cluster_operations_cluster_id');
  });

  await knex.schema.createTable('cluster_events', table => {
    table.comment(
      'What happened to provisioned clusters; kept for a time when they are gone',
    );
    table.string('id', 36).primary().comment('UUIDv7');
    table.string('cluster', 63).notNullable();
    table.string('uid', 36).notNullable().comment('Of the cluster');
    table.bigInteger('at').notNullable();
    table.string('actor', 255).comment('Null for what PAGoDA did by itself');
    table.string('kind', 63).notNullable();
    table.string('severity', 16).notNullable();
    table.text('message').notNullable();
    table.index(['uid', 'id'], 'cluster_events_uid_id');
    table.index(['at'], 'cluster_events_at');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'cluster_events',
    'cluster_operations',
    'cluster_plans',
    'clouds',
  ]) {
    await knex.schema.dropTable(table);
  }
};
