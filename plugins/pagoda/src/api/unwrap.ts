/**
 * The data of an answer of the typed client.
 *
 * The client rejects whatever is not a success, so data is missing only where the answer has no body.
 */
export async function unwrap<T>(
  answer: Promise<{ data?: T; response: Response }>,
): Promise<T> {
  const { data, response } = await answer;
  if (data === undefined) {
    throw new TypeError(`${response.url} answered without a body`);
  }
  return data;
}
