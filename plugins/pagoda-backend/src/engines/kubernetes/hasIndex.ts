/** Whether an index is among those of a Job's `completedIndexes` or `failedIndexes`, such as `1,3-5,7`. */
export function hasIndex(indexes: string, index: number): boolean {
  return indexes
    .split(',')
    .filter(Boolean)
    .some(range => {
      const [first, last = first] = range.split('-').map(Number);
      return first <= index && index <= last;
    });
}
