import { decodeFrames, encodeFrame, type Frame } from './frames';

async function collect(chunks: Uint8Array[]): Promise<Frame[]> {
  const found: Frame[] = [];
  async function* all() {
    yield* chunks;
  }
  for await (const { channel, data } of decodeFrames(all())) {
    found.push({ channel, data: Uint8Array.from(data) });
  }
  return found;
}

it('finds frames wherever the stream is cut', async () => {
  const frames = [
    { channel: 0, data: Uint8Array.of(1, 2, 3) },
    { channel: 4, data: new Uint8Array() },
    { channel: 1, data: new Uint8Array(70_000).fill(7) },
  ];
  const bytes = frames.flatMap(frame => [...encodeFrame(frame)]);
  for (const size of [1_000, 7_777, 100_000]) {
    const chunks: Uint8Array[] = [];
    for (let start = 0; start < bytes.length; start += size) {
      chunks.push(Uint8Array.from(bytes.slice(start, start + size)));
    }
    expect(await collect(chunks)).toEqual(frames);
  }
  const small = [...encodeFrame(frames[0]), ...encodeFrame(frames[1])];
  expect(await collect(small.map(byte => Uint8Array.of(byte)))).toEqual(
    frames.slice(0, 2),
  );
});

it('refuses a frame that is too long', async () => {
  const header = Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff);
  await expect(collect([header])).rejects.toThrow(RangeError);
});
