// @ts-check

/**
 * What looks at clusters and clouds have found: things that nobody owns, and owners whose thing is gone.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('fleet_looks', table => {
    table.comment('When it was last looked for leaks, and how that went');
    table.string('place_kind', 16).notNullable().comment('cluster or cloud');
    table.string('place', 63).notNullable();
    table
      .bigInteger('looked_at')
      .comment(
        'Of the last look that has succeeded; what was found is of then',
      );
    table.bigInteger('tried_at').notNullable();
    table.text('message').comment('Why the last look has failed');
    table.integer('leaks').notNullable().defaultTo(0);
    table.integer('missing').notNullable().defaultTo(0);
    table.bigInteger('next_at').notNullable();
    table.primary(['place_kind', 'place']);
  });

  await knex.schema.createTable('fleet_findings', table => {
    table.comment('What the last look at each place has found');
    table.string('place_kind', 16).notNullable();
    table.string('place', 63).notNullable();
    table.string('type', 8).notNullable().comment('leak or missing');
    table.string('id', 1024).notNullable();
    table.text('finding_json').notNullable();
    table.primary(['place_kind', 'place', 'type', 'id']);
    table
      .foreign(['place_kind', 'place'])
      .references(['place_kind', 'place'])
      .inTable('fleet_looks')
      .onDelete('CASCADE');
  });

  // What lists of the fleet ask for: clusters and volumes by what they are, in the order of their names.
  await knex.schema.alterTable('clusters', table => {
    table.index(['provisioner', 'name'], 'clusters_provisioner_name');
    table.index(['created_at', 'name'], 'clusters_created_at_name');
  });
  await knex.schema.alterTable('cluster_plans', table => {
    table.index(['owner'], 'cluster_plans_owner');
  });
  await knex.schema.alterTable('volumes', table => {
    table.index(['cluster', 'name', 'project'], 'volumes_cluster_name');
    table.index(['provider', 'name', 'project'], 'volumes_provider_name');
    table.index(['phase', 'name', 'project'], 'volumes_phase_name');
    table.index(['created_at', 'name', 'project'], 'volumes_created_at_name');
    table.index(['size_bytes', 'name', 'project'], 'volumes_size_bytes_name');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('volumes', table => {
    table.dropIndex([], 'volumes_size_bytes_name');
    table.dropIndex([], 'volumes_created_at_name');
    table.dropIndex([], 'volumes_phase_name');
    table.dropIndex([], 'volumes_provider_name');
    table.dropIndex([], 'volumes_cluster_name');
  });
  await knex.schema.alterTable('cluster_plans', table => {
    table.dropIndex([], 'cluster_plans_owner');
  });
  await knex.schema.alterTable('clusters', table => {
    table.dropIndex([], 'clusters_created_at_name');
    table.dropIndex([], 'clusters_provisioner_name');
  });
  await knex.schema.dropTable('fleet_findings');
  await knex.schema.dropTable('fleet_looks');
};
