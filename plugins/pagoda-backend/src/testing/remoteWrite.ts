import { request } from 'undici';

/** A series to be written: its labels with `__name__`, and its samples, the oldest first. */
export interface WrittenSeries {
  labels: Record<string, string>;
  /** Milliseconds since 1970, and the value. */
  samples: [number, number][];
}

/**
 * Writes series into a Prometheus by its remote write protocol 1.0, which is protobuf in Snappy:
 * prometheus.io/docs/specs/prw/remote_write_spec. Samples are not to be older than about an hour.
 *
 * @param url - of the server, such as http://127.0.0.1:9490
 */
export async function remoteWrite(
  url: string,
  series: readonly WrittenSeries[],
): Promise<void> {
  const body = snappy(
    Buffer.concat(series.map(each => field(1, encodeSeries(each)))),
  );
  const answer = await request(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-protobuf',
      'Content-Encoding': 'snappy',
      'X-Prometheus-Remote-Write-Version': '0.1.0',
    },
    body,
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) {
    throw new Error(`Prometheus took no samples: ${text}`);
  }
}

function encodeSeries({ labels, samples }: WrittenSeries): Buffer {
  return Buffer.concat([
    // Prometheus wants them in the order of their names.
    ...Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) =>
        field(
          1,
          Buffer.concat([
            field(1, Buffer.from(name)),
            field(2, Buffer.from(value)),
          ]),
        ),
      ),
    ...samples.map(([time, value]) => field(2, encodeSample(time, value))),
  ]);
}

function encodeSample(time: number, value: number): Buffer {
  const double = Buffer.alloc(8);
  double.writeDoubleLE(value);
  // Field 1 is a double (wire type 1), field 2 an int64 (wire type 0).
  return Buffer.concat([
    Buffer.from([0x09]),
    double,
    Buffer.from([0x10]),
    varint(time),
  ]);
}

/** A field with a length (wire type 2). */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from([number * 8 + 2]),
    varint(content.length),
    content,
  ]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

/** One literal, which is Snappy with nothing compressed: github.com/google/snappy, format_description.txt. */
function snappy(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length - 1);
  return Buffer.concat([
    varint(content.length),
    Buffer.from([63 * 4]),
    length,
    content,
  ]);
}
