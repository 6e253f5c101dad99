import { LogFrames } from './LogFrames';

function frame(stream: 1 | 2, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

const AT = '2026-01-01T00:00:00';

describe('LogFrames', () => {
  it('gives the same lines wherever the connection has cut them', () => {
    const data = Buffer.concat([
      frame(1, `${AT}.000000001Z first\n`),
      frame(2, `${AT}.000000002Z warning: é\n`),
      frame(1, `${AT}.000000003Z \n`),
      frame(1, `${AT}.000000004Z with\r\n`),
    ]);
    const whole = new LogFrames().take(data);
    expect(whole).toEqual([
      { time: `${AT}.000000001Z`, stream: 'stdout', text: 'first' },
      { time: `${AT}.000000002Z`, stream: 'stderr', text: 'warning: é' },
      { time: `${AT}.000000003Z`, stream: 'stdout', text: '' },
      { time: `${AT}.000000004Z`, stream: 'stdout', text: 'with' },
    ]);
    const frames = new LogFrames();
    const bytewise = Array.from(data, byte => frames.take(Buffer.of(byte)));
    expect(bytewise.flat()).toEqual(whole);
    expect(frames.end()).toEqual([]);
  });

  it('joins the pieces of long lines by stream, as Docker gives them', () => {
    const frames = new LogFrames();
    expect(
      frames.take(
        Buffer.concat([
          frame(1, `${AT}.1Z ${'a'.repeat(16_384)}`),
          frame(2, `${AT}.2Z between\n`),
          frame(1, `${AT}.3Z b\n`),
          frame(1, `${AT}.4Z no newline`),
        ]),
      ),
    ).toEqual([
      { time: `${AT}.2Z`, stream: 'stderr', text: 'between' },
      { time: `${AT}.3Z`, stream: 'stdout', text: `${'a'.repeat(16_384)}b` },
    ]);
    expect(frames.end()).toEqual([
      { time: `${AT}.4Z`, stream: 'stdout', text: 'no newline' },
    ]);
  });

  it('cuts lines that do not end, and knows local times', () => {
    const frames = new LogFrames();
    const piece = frame(1, `${AT}+01:00 ${'x'.repeat(16_384)}`);
    const lines = Array.from({ length: 20 }, () => frames.take(piece)).flat();
    expect(lines).toEqual([
      {
        time: '2025-12-31T23:00:00Z',
        stream: 'stdout',
        text: 'x'.repeat(256 * 1024),
      },
    ]);
  });
});
