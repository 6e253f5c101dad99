import type { AnsiSpan } from './ansi';

/** A part of a line that looks the same throughout, found text apart from the rest. */
export interface MarkedSpan extends AnsiSpan {
  isFound: boolean;
}

/** Splits spans where a text, in any case, begins and ends; it may reach over several of them. */
export function markSpans(spans: AnsiSpan[], search: string): MarkedSpan[] {
  if (search === '') {
    return spans.map(span => ({ ...span, isFound: false }));
  }
  const line = spans.map(span => span.text).join('');
  const edges = findEdges(line.toLowerCase(), search.toLowerCase());
  let from = 0;
  return spans.flatMap(span => {
    const begin = from;
    from += span.text.length;
    return splitSpan(span, begin, edges);
  });
}

/** `begin` is the span's place in the line that the edges are of. */
function splitSpan(
  span: AnsiSpan,
  begin: number,
  edges: number[],
): MarkedSpan[] {
  const end = begin + span.text.length;
  const inside = edges.filter(edge => edge > begin && edge < end);
  const cuts = [begin, ...inside, end];
  return cuts.slice(0, -1).map((cut, index) => ({
    ...span,
    text: span.text.slice(cut - begin, cuts[index + 1] - begin),
    // Edges come in pairs: behind an odd number of them is found text.
    isFound: edges.filter(edge => edge <= cut).length % 2 === 1,
  }));
}

/** Begin and end of each place, in order. Places that touch are one. */
function findEdges(line: string, search: string): number[] {
  const edges: number[] = [];
  let at = line.indexOf(search);
  while (at >= 0) {
    const end = at + search.length;
    if (edges.at(-1) === at) {
      edges[edges.length - 1] = end;
    } else {
      edges.push(at, end);
    }
    at = line.indexOf(search, end);
  }
  return edges;
}
