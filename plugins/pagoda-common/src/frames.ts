/** A piece of one of several streams that share a connection; see the operation `execInRun`. */
export interface Frame {
  channel: number;
  data: Uint8Array;
}

const HEADER = 5;
/** In bytes. */
const LONGEST = 1024 * 1024;

/** One byte for the channel, four for the length, big-endian, then the data. */
export function encodeFrame({ channel, data }: Frame): Uint8Array {
  const frame = new Uint8Array(HEADER + data.length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, channel);
  view.setUint32(1, data.length);
  frame.set(data, HEADER);
  return frame;
}

/**
 * The frames of a stream of bytes.
 *
 * @throws RangeError for a frame of more than 1 MiB
 */
export async function* decodeFrames(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Frame> {
  let rest = new Uint8Array();
  for await (const chunk of chunks) {
    const joined = new Uint8Array(rest.length + chunk.length);
    joined.set(rest);
    joined.set(chunk, rest.length);
    rest = joined;
    while (rest.length >= HEADER) {
      const view = new DataView(rest.buffer, rest.byteOffset, HEADER);
      const length = view.getUint32(1);
      if (length > LONGEST) {
        throw new RangeError(
          `A frame of ${length} bytes is too long; at most ${LONGEST} are taken`,
        );
      }
      if (rest.length < HEADER + length) {
        break;
      }
      yield {
        channel: view.getUint8(0),
        data: rest.subarray(HEADER, HEADER + length),
      };
      rest = rest.subarray(HEADER + length);
    }
  }
}
