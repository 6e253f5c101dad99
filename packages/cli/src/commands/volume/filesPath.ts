/** Path of the API of a volume's files. */
export function filesPath(project: string, volume: string): string {
  return `/projects/${encodeURIComponent(project)}/volumes/${encodeURIComponent(
    volume,
  )}/files`;
}
