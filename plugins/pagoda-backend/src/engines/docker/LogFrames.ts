import type { LogEntry } from '../../logs/LogWriter';

const HEADER = 8;
const STDERR = 2;
/** Lines are cut when they have so many bytes: one that never ends must not fill the memory. */
const LONGEST = 256 * 1024;

interface Piece {
  time: string;
  chunks: Buffer[];
  bytes: number;
}

/**
 * Takes logs apart that come as the Docker Engine API gives them (ContainerAttach, Stream format): frames with a header
 * of 8 bytes, the first of which is 1 for stdout and 2 for stderr, the last four of which are the length. Each frame has
 * a timestamp and a line or, of long lines, a piece without a newline.
 */
export class LogFrames {
  #rest = Buffer.alloc(0);
  readonly #pieces: Partial<Record<LogEntry['stream'], Piece>> = {};

  /** The lines that are complete by this chunk. */
  take(chunk: Buffer): LogEntry[] {
    const data = this.#rest.length ? Buffer.concat([this.#rest, chunk]) : chunk;
    const entries: LogEntry[] = [];
    let from = 0;
    while (data.length - from >= HEADER) {
      const end = from + HEADER + data.readUInt32BE(from + 4);
      if (data.length < end) {
        break;
      }
      const stream = data[from] === STDERR ? 'stderr' : 'stdout';
      const entry = this.#frame(stream, data.subarray(from + HEADER, end));
      if (entry) {
        entries.push(entry);
      }
      from = end;
    }
    this.#rest = Buffer.from(data.subarray(from));
    return entries;
  }

  /** Lines that nothing has ended. */
  end(): LogEntry[] {
    return (['stdout', 'stderr'] as const).flatMap(stream => {
      const piece = this.#pieces[stream];
      delete this.#pieces[stream];
      return piece ? [toEntry(stream, piece)] : [];
    });
  }

  #frame(stream: LogEntry['stream'], frame: Buffer): LogEntry | undefined {
    const space = frame.indexOf(0x20);
    const text = space < 0 ? Buffer.alloc(0) : frame.subarray(space + 1);
    const isWhole = frame[frame.length - 1] === 0x0a;
    const piece: Piece = this.#pieces[stream] ?? {
      time: '',
      chunks: [],
      bytes: 0,
    };
    // That of the last piece: so the times of a stream do not go back.
    piece.time = readTime(frame.toString('latin1', 0, Math.max(space, 0)));
    const content = isWhole && text.length > 0 ? text.subarray(0, -1) : text;
    piece.chunks.push(Buffer.from(content));
    piece.bytes += content.length;
    if (!isWhole && piece.bytes < LONGEST) {
      this.#pieces[stream] = piece;
      return undefined;
    }
    delete this.#pieces[stream];
    return toEntry(stream, piece);
  }
}

function toEntry(stream: LogEntry['stream'], piece: Piece): LogEntry {
  const text = Buffer.concat(piece.chunks).toString('utf8');
  return { time: piece.time, stream, text: text.replace(/\r$/, '') };
}

/** In UTC, as precise as it was: Podman gives local time, and whole seconds. */
function readTime(text: string): string {
  const match = /^(.+T\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const time = match ? Date.parse(`${match[1]}${match[3]}`) : NaN;
  return match && !Number.isNaN(time)
    ? new Date(time).toISOString().replace('.000Z', `${match[2] ?? ''}Z`)
    : new Date().toISOString();
}
