/** How knex opens the database of a portal on SQLite. */
export function knexOptions({ client, connection }) {
  return {
    client,
    connection: { filename: connection },
    useNullAsDefault: true,
  };
}
