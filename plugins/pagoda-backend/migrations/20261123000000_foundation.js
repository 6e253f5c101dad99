// Times are milliseconds since 1970 (UTC). Columns named *_json hold JSON as text: SQLite and PostgreSQL then behave
// alike, and nothing queries inside them. Lists read `runs` by `id`, which is a UUIDv7 and so ordered by time.

/** @param {import('knex').Knex} knex */
function isSqlite(knex) {
  return String(knex.client.config.client).includes('sqlite');
}

/**
 * The words of runs, for text search. `scope` holds what else narrows a search (such as the project) as words.
 *
 * @param {import('knex').Knex} knex
 * @param {boolean} sqlite
 */
async function createSearchIndex(knex, sqlite) {
  if (sqlite) {
    await knex.raw(
      "create virtual table run_search using fts5(words, scope, content='', contentless_delete=1, detail=column, tokenize=\"ascii tokenchars '.'\")",
    );
    return;
  }
  await knex.schema.createTable('run_search', table => {
    table.comment('Words of runs, for text search');
    table
      .string('run', 36)
      .primary()
      .references('id')
      .inTable('runs')
      .onDelete('CASCADE');
    table.specificType('words', 'tsvector').notNullable();
  });
  // A short list of pending entries: searches look through all of it.
  await knex.raw(
    'create index run_search_words on run_search using gin (words) with (gin_pending_list_limit = 256)',
  );
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  const sqlite = isSqlite(knex);

  await knex.schema.createTable('projects', table => {
    table.comment('Tenants');
    table.string('name', 63).primary();
    table.string('title', 120).notNullable();
    table.text('description').notNullable();
    table.text('quota_json').notNullable();
    table.integer('generation').notNullable().defaultTo(1);
    table.integer('observed_generation').notNullable().defaultTo(1);
    table.text('conditions_json').notNullable().defaultTo('[]');
    table
      .bigInteger('last_run_number')
      .notNullable()
      .defaultTo(0)
      .comment('Number of the newest run; the next one adds 1');
    table.bigInteger('created_at').notNullable();
    table.string('created_by', 255).notNullable();
  });

  await knex.schema.createTable('project_members', table => {
    table.comment('Roles of users and groups in projects');
    table
      .string('project', 63)
      .notNullable()
      .references('name')
      .inTable('projects')
      .onDelete('CASCADE');
    table.string('subject', 255).notNullable().comment('Entity reference');
    table.string('role', 16).notNullable();
    table.primary(['project', 'subject']);
    table.index(['subject', 'project'], 'project_members_subject');
  });

  await knex.schema.createTable('sources', table => {
    table.comment(
      'Code of experiments and runs, once for all that have the same',
    );
    table.string('hash', 64).primary().comment('SHA-256 of files_json');
    table.text('files_json').notNullable();
    table.bigInteger('created_at').notNullable();
  });

  await knex.schema.createTable('experiments', table => {
    table.comment(
      'Definitions; what a revision fixes is in experiment_revisions',
    );
    table
      .string('project', 63)
      .notNullable()
      .references('name')
      .inTable('projects')
      .onDelete('CASCADE');
    table.string('name', 63).notNullable();
    table.string('title', 120).notNullable();
    table.text('description').notNullable();
    table.text('readme').notNullable();
    table.string('owner', 255).notNullable();
    table.integer('latest_revision').notNullable();
    table.integer('generation').notNullable().defaultTo(1);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.primary(['project', 'name']);
    table.index(['name', 'project'], 'experiments_name');
  });

  await knex.schema.createTable('experiment_revisions', table => {
    table.comment('Immutable revisions of experiments');
    table.string('project', 63).notNullable();
    table.string('experiment', 63).notNullable();
    table.integer('revision').notNullable();
    table.text('spec_json').notNullable().comment('Without files');
    table
      .string('source', 64)
      .comment('Hash of the files, if there are any')
      .references('hash')
      .inTable('sources');
    table.bigInteger('created_at').notNullable();
    table.string('created_by', 255).notNullable();
    table.primary(['project', 'experiment', 'revision']);
    table.index(['source'], 'experiment_revisions_source', {
      predicate: knex.whereNotNull('source'),
    });
    table
      .foreign(['project', 'experiment'])
      .references(['project', 'name'])
      .inTable('experiments')
      .onDelete('CASCADE');
  });

  await knex.schema.createTable('sweeps', table => {
    table.comment('Many runs from one request');
    table.string('id', 36).primary();
    table.string('project', 63).notNullable();
    table.string('experiment', 63).notNullable();
    table.integer('revision').notNullable();
    table.string('owner', 255).notNullable();
    table.string('cluster', 63).notNullable();
    table.text('labels_json').notNullable();
    table.text('parameter_names_json').notNullable();
    table.text('spec_json').notNullable();
    table.integer('points').notNullable();
    table.integer('parallelism');
    table.integer('max_failures');
    table.string('phase', 16).notNullable();
    table.text('explanation_json');
    table.text('counts_json').comment('Points by phase when it ended');
    table.string('cancel_requested_by', 255);
    table.integer('generation').notNullable().defaultTo(1);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('finished_at');
    table.index(['project', 'id'], 'sweeps_project');
    table.index(['phase', 'id'], 'sweeps_phase');
  });

  await knex.schema.createTable('runs', table => {
    table.comment('One row for each execution of an experiment revision');
    if (sqlite) {
      // The full-text index of SQLite knows rows by a number, and gives them in its order.
      table.bigIncrements('seq');
      table.string('id', 36).notNullable().unique();
    } else {
      table.string('id', 36).primary();
    }
    table.string('project', 63).notNullable();
    table.bigInteger('number').notNullable();
    table.string('experiment', 63);
    table.integer('revision');
    table.string('sweep', 36);
    table.integer('sweep_index');
    table.string('owner', 255).notNullable();
    table.string('cluster', 63).notNullable();
    table.string('rerun_of', 36);
    table.text('labels_json').notNullable();
    table.text('spec_json').notNullable().comment('Without files');
    table
      .string('source', 64)
      .comment('Hash of the files, if there are any')
      .references('hash')
      .inTable('sources');
    table.float('cpu', 53).notNullable().comment('Cores asked for');
    table.bigInteger('memory_bytes').notNullable();
    table.integer('gpu').notNullable();
    table.string('phase', 16).notNullable();
    table.integer('attempt').notNullable().defaultTo(0);
    table.integer('exit_code');
    table.string('code', 32).comment('Code of the explanation');
    table.text('explanation_json');
    table.text('metrics_json').notNullable().defaultTo('{}');
    table.text('usage_json').notNullable().defaultTo('{}');
    table.text('conditions_json').notNullable().defaultTo('[]');
    table.string('cancel_requested_by', 255);
    table.bigInteger('cancel_requested_at');
    table.bigInteger('next_attempt_at').comment('A retry waits until then');
    table.integer('generation').notNullable().defaultTo(1);
    table.integer('observed_generation').notNullable().defaultTo(0);
    table
      .integer('version')
      .notNullable()
      .defaultTo(1)
      .comment(
        'Raised by every write; a write that expects an older one fails',
      );
    table.bigInteger('created_at').notNullable();
    table.bigInteger('queued_at').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('finished_at');
    table.unique(['project', 'number'], { indexName: 'runs_number' });
    table.index(['project', 'id'], 'runs_project');
    table.index(['project', 'phase', 'id'], 'runs_project_phase');
    table.index(['phase', 'id'], 'runs_phase');
    table.index(['project', 'experiment', 'id'], 'runs_project_experiment');
    table.index(['project', 'owner', 'id'], 'runs_project_owner');
    table.index(['project', 'cluster', 'id'], 'runs_project_cluster');
    table.index(['experiment', 'id'], 'runs_experiment');
    table.index(['owner', 'id'], 'runs_owner');
    table.index(['cluster', 'id'], 'runs_cluster');
    table.index(['cluster', 'phase', 'id'], 'runs_cluster_phase');
    table.index(['sweep', 'id'], 'runs_sweep');
    table.index(['sweep', 'phase', 'id'], 'runs_sweep_phase');
    table.index(['id'], 'runs_single', {
      predicate: knex.whereNull('sweep'),
    });
    table.index(['project', 'id'], 'runs_project_single', {
      predicate: knex.whereNull('sweep'),
    });
    table.index(['source'], 'runs_source', {
      predicate: knex.whereNotNull('source'),
    });
  });

  await createSearchIndex(knex, sqlite);

  await knex.schema.createTable('run_labels', table => {
    table.comment('Labels of runs, for filters: `key` and `key=value` of each');
    table
      .string('run', 36)
      .notNullable()
      .references('id')
      .inTable('runs')
      .onDelete('CASCADE');
    table.string('project', 63).notNullable();
    table.string('label', 192).notNullable();
    table.primary(['run', 'label']);
    table.index(['label', 'run'], 'run_labels_label');
    table.index(['project', 'label', 'run'], 'run_labels_project');
  });

  await knex.schema.createTable('run_volumes', table => {
    table.comment('Which runs mount which volumes');
    table
      .string('run', 36)
      .notNullable()
      .references('id')
      .inTable('runs')
      .onDelete('CASCADE');
    table.string('project', 63).notNullable();
    table.string('volume', 63).notNullable();
    table.boolean('read_only').notNullable();
    table.primary(['run', 'volume']);
    table.index(['project', 'volume', 'run'], 'run_volumes_volume');
  });

  await knex.schema.createTable('run_events', table => {
    table.comment('What happened to a run');
    table.bigIncrements('seq');
    table
      .string('run', 36)
      .notNullable()
      .references('id')
      .inTable('runs')
      .onDelete('CASCADE');
    table.bigInteger('time').notNullable();
    table.string('type', 16).notNullable();
    table.string('reason', 63).notNullable();
    table.text('message').notNullable();
    table.integer('attempt');
    table.index(['run', 'seq'], 'run_events_run');
  });

  await knex.schema.createTable('run_changes', table => {
    table.comment('Change feed of runs: append-only, read by sequence number');
    table.bigIncrements('seq');
    table.string('run', 36).notNullable();
    table.string('project', 63).notNullable();
    table.string('sweep', 36);
    table.string('phase', 16).notNullable();
    table.boolean('deleted').notNullable().defaultTo(false);
    table.bigInteger('time').notNullable();
  });

  await knex.schema.createTable('volumes', table => {
    table.comment('User data spaces');
    table
      .string('project', 63)
      .notNullable()
      .references('name')
      .inTable('projects')
      .onDelete('RESTRICT');
    table.string('name', 63).notNullable();
    table.text('description').notNullable();
    table.string('cluster', 63).notNullable();
    table.string('provider', 16).notNullable();
    table.string('owner', 255).notNullable();
    table.string('size', 32).notNullable().comment('Quantity, as asked');
    table.bigInteger('size_bytes').notNullable();
    table.string('phase', 16).notNullable();
    table.bigInteger('used_bytes').notNullable().defaultTo(0);
    table.bigInteger('files').notNullable().defaultTo(0);
    table.text('conditions_json').notNullable().defaultTo('[]');
    table.integer('generation').notNullable().defaultTo(1);
    table.integer('observed_generation').notNullable().defaultTo(0);
    table.bigInteger('created_at').notNullable();
    table.primary(['project', 'name']);
    table.index(['name', 'project'], 'volumes_name');
    table.index(['phase'], 'volumes_phase');
  });

  await knex.schema.createTable('clusters', table => {
    table.comment('Where runs execute');
    table.string('name', 63).primary();
    table.string('title', 120).notNullable();
    table.text('description').notNullable();
    table.string('provisioner', 16).notNullable();
    table.string('engine', 16).notNullable();
    table.string('version', 63);
    table.text('capacity_json').notNullable();
    table.string('phase', 16).notNullable();
    table.text('conditions_json').notNullable().defaultTo('[]');
    table.integer('generation').notNullable().defaultTo(1);
    table.integer('observed_generation').notNullable().defaultTo(0);
    table.bigInteger('observed_at');
    table.bigInteger('created_at').notNullable();
  });

  await knex.schema.createTable('idempotency_keys', table => {
    table.comment(
      'Answers given to requests with an Idempotency-Key, for 24 hours',
    );
    table.string('user', 255).notNullable();
    table.string('key', 255).notNullable();
    table.string('operation', 63).notNullable();
    table
      .string('request_hash', 64)
      .notNullable()
      .comment('SHA-256, hexadecimal');
    table.integer('status').notNullable();
    table.text('body_json').notNullable();
    table.bigInteger('created_at').notNullable();
    table.primary(['user', 'key']);
    table.index(['created_at'], 'idempotency_keys_created_at');
  });

  await knex.schema.createTable('entity_changes', table => {
    table.comment('Change feed of what the catalog shows');
    table.bigIncrements('seq');
    table
      .string('kind', 16)
      .notNullable()
      .comment('project, experiment, volume or cluster');
    table.string('project', 63);
    table.string('name', 63).notNullable();
    table.boolean('deleted').notNullable().defaultTo(false);
    table.bigInteger('time').notNullable();
  });

  await knex.schema.createTable('tokens', table => {
    table.comment('Personal access tokens; only their hashes');
    table.string('id', 36).primary();
    table.string('user', 255).notNullable();
    table.string('name', 80).notNullable();
    table.string('scope', 16).notNullable();
    table
      .string('hash', 64)
      .notNullable()
      .comment('SHA-256 of the secret, hexadecimal');
    table.string('hint', 16).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('last_used_at');
    table.unique(['hash'], { indexName: 'tokens_hash' });
    table.index(['user', 'id'], 'tokens_user');
  });

  await knex.schema.createTable('leases', table => {
    table.comment(
      'Which replica does what; a lease that is not renewed may be taken over',
    );
    table.string('name', 128).primary();
    table.string('holder', 128).notNullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('term').notNullable().comment('Raised at each take-over');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'leases',
    'tokens',
    'entity_changes',
    'idempotency_keys',
    'clusters',
    'volumes',
    'run_changes',
    'run_events',
    'run_volumes',
    'run_labels',
    'run_search',
    'runs',
    'sweeps',
    'experiment_revisions',
    'experiments',
    'sources',
    'project_members',
    'projects',
  ]) {
    await knex.schema.dropTable(table);
  }
};
