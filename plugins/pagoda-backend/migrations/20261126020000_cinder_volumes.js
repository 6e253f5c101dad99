// @ts-check

/**
 * Volumes in the block storage of clouds (Cinder), and their snapshots.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('volumes', table => {
    table.setNullable('cluster');
    table
      .string('uid', 36)
      .nullable()
      .comment('UUIDv7 by which it is found in its cloud; null elsewhere');
    table.string('cloud', 63).nullable();
    table.string('volume_type', 255).nullable();
    table.string('zone', 255).nullable();
    table
      .string('external_id', 64)
      .nullable()
      .comment('How the cloud calls it; null until it has been made');
    table.boolean('deletion_protection').notNullable().defaultTo(false);
    table
      .text('provider_json')
      .nullable()
      .comment('Its source, its attachments, and what is under way');
    table
      .bigInteger('observed_at')
      .nullable()
      .comment('When its cloud was last seen to have it');
    table.unique(['uid'], { indexName: 'volumes_uid' });
    table.index(['cloud', 'name', 'project'], 'volumes_cloud_name');
  });

  await knex.schema.createTable('volume_snapshots', table => {
    table.comment('Snapshots of volumes in clouds');
    table.string('project', 63).notNullable();
    table.string('volume', 63).notNullable();
    table.string('name', 63).notNullable();
    table
      .string('uid', 36)
      .notNullable()
      .unique({ indexName: 'volume_snapshots_uid' })
      .comment('UUIDv7 by which it is found in its cloud');
    table
      .string('external_id', 64)
      .nullable()
      .comment('How the cloud calls it; null until it has been made');
    table.text('description').notNullable();
    table.string('owner', 255).notNullable().comment('Entity reference');
    table.string('phase', 16).notNullable();
    table.bigInteger('size_bytes').notNullable();
    table.text('conditions_json').notNullable().defaultTo('[]');
    table.integer('generation').notNullable().defaultTo(1);
    table.integer('observed_generation').notNullable().defaultTo(0);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('observed_at').nullable();
    table.primary(['project', 'volume', 'name']);
    // A volume goes to another project with its snapshots, and is forgotten after them.
    table
      .foreign(['project', 'volume'])
      .references(['project', 'name'])
      .inTable('volumes')
      .onUpdate('CASCADE')
      .onDelete('RESTRICT');
    table.index(['phase'], 'volume_snapshots_phase');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('volume_snapshots');
  // Without a cluster the former version shows them, and can do nothing with them.
  await knex('volumes').whereNull('cluster').update({ cluster: '' });
  await knex.schema.alterTable('volumes', table => {
    table.dropIndex([], 'volumes_cloud_name');
    table.dropUnique([], 'volumes_uid');
    table.dropColumn('observed_at');
    table.dropColumn('provider_json');
    table.dropColumn('deletion_protection');
    table.dropColumn('external_id');
    table.dropColumn('zone');
    table.dropColumn('volume_type');
    table.dropColumn('cloud');
    table.dropColumn('uid');
    table.dropNullable('cluster');
  });
};
