import type { LogLine } from '@pagoda/plugin-pagoda-common';
import type { NewDocument } from '../../clients/elasticsearch/ElasticsearchClient';
import { detectLevel } from '../detectLevel';
import { linePosition } from '../linePosition';
import { tokenize } from '../search/tokenize';
import type { SearchedRun } from '../search/types';

/** What is read back of a line. */
export interface LogSource {
  '@timestamp': string;
  message?: string;
  stream?: LogLine['stream'];
  container?: { name: string };
  pagoda: {
    run: string;
    number: number;
    experiment?: string;
    sweep?: string;
    attempt: number;
    offset: number;
    /** The line as JSON, where its fields were refused. */
    line?: string;
  };
}

/** A line as a document. Its id is the same whenever it is made, and in the order of the lines. */
export function toDocument(run: SearchedRun, line: LogLine): NewDocument {
  const level = detectLevel(line.text);
  return {
    id: idOf(run, line),
    document: {
      '@timestamp': line.time,
      message: line.text,
      stream: line.stream,
      container: { name: line.container },
      ...(level !== undefined && { log: { level } }),
      pagoda: {
        ...placeOf(run, line),
        words: tokenize(line.text)
          .map(({ word }) => word)
          .join(' '),
      },
    },
  };
}

/** The same line in fields that take anything, for when those of {@link toDocument} were refused; still found by its words. */
export function toPlainDocument(run: SearchedRun, line: LogLine): NewDocument {
  const level = detectLevel(line.text);
  return {
    id: idOf(run, line),
    document: {
      '@timestamp': new Date(line.time).toISOString(),
      ...(level !== undefined && { log: { level } }),
      pagoda: {
        ...placeOf(run, line),
        words: tokenize(line.text)
          .map(({ word }) => word)
          .join(' '),
        line: JSON.stringify(line),
      },
    },
  };
}

/** The line that {@link toDocument} or {@link toPlainDocument} has made a document of. */
export function fromSource(source: LogSource): LogLine {
  const { pagoda } = source;
  if (pagoda.line !== undefined) {
    return JSON.parse(pagoda.line) as LogLine;
  }
  return {
    id: `${pagoda.attempt}:${pagoda.offset}`,
    time: source['@timestamp'],
    stream: source.stream ?? 'stdout',
    attempt: pagoda.attempt,
    container: source.container?.name ?? 'main',
    text: source.message ?? '',
  };
}

function idOf(run: SearchedRun, line: LogLine): string {
  const { attempt, offset } = linePosition(line.id);
  return `${run.id}:${attempt}:${String(offset).padStart(15, '0')}`;
}

function placeOf(run: SearchedRun, line: LogLine) {
  return {
    run: run.id,
    number: run.number,
    ...(run.experiment !== undefined && { experiment: run.experiment }),
    ...(run.sweep !== undefined && { sweep: run.sweep }),
    ...linePosition(line.id),
  };
}
