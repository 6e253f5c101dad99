/** A day, such as `20 November 2036`, of a time that may be far away. */
export function formatDay(time: string): string {
  return new Date(time).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}
