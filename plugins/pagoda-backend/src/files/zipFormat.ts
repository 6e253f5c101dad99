/** A file or folder of a zip archive. */
export interface ZipEntry {
  /** With `/` between names. */
  name: string;
  isDirectory: boolean;
  modifiedAt: Date;
  /** Of its local header in the archive. */
  offset: bigint;
  /** Bytes that will be read at most: known before the first. */
  expectedSize: bigint;
  /** CRC-32 of what was read. */
  crc: number;
  /** Bytes that were read. */
  size: bigint;
  /** Bytes that they became. */
  compressedSize: bigint;
}

const LOCAL_HEADER = 0x04034b50;
const DATA_DESCRIPTOR = 0x08074b50;
const CENTRAL_RECORD = 0x02014b50;
const ZIP64_END = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
const END = 0x06054b50;

const MAX_16 = 0xffff;
const MAX_32 = 0xffffffffn;
/** Sizes follow the data, and names are UTF-8. */
const FLAGS = 0x0808;
const FLAGS_DIRECTORY = 0x0800;
const DEFLATED = 8;
const STORED = 0;
const VERSION_ZIP64 = 45;
/** Made on Unix: permissions are those of Unix. */
const MADE_BY = 0x0300 + VERSION_ZIP64;
const MODE_FILE = 0o100644;
const MODE_DIRECTORY = 0o40755;
const DOS_DIRECTORY = 0x10;

/** Deflating may make data a little bigger: files that come near the limit count as beyond it. */
const NEAR_MAX_32 = 0xff000000n;

function isBig(entry: ZipEntry): boolean {
  return entry.expectedSize >= NEAR_MAX_32;
}

/** What precedes an entry's data. */
export function localHeader(entry: ZipEntry): Buffer {
  const name = nameOf(entry);
  // For big files this promises a data descriptor with sizes of eight bytes.
  const zip64 = isBig(entry) ? zip64Field([0n, 0n]) : Buffer.alloc(0);
  const time = timeField(entry.modifiedAt);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  header.writeUInt16LE(VERSION_ZIP64, 4);
  writeCommon(header, 6, entry);
  if (isBig(entry)) {
    header.writeUInt32LE(Number(MAX_32), 18);
    header.writeUInt32LE(Number(MAX_32), 22);
  }
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(zip64.length + time.length, 28);
  return Buffer.concat([header, name, zip64, time]);
}

/** What follows a file's data. */
export function dataDescriptor(entry: ZipEntry): Buffer {
  const big = isBig(entry);
  const descriptor = Buffer.alloc(big ? 24 : 16);
  descriptor.writeUInt32LE(DATA_DESCRIPTOR, 0);
  descriptor.writeUInt32LE(entry.crc, 4);
  if (big) {
    descriptor.writeBigUInt64LE(entry.compressedSize, 8);
    descriptor.writeBigUInt64LE(entry.size, 16);
  } else {
    descriptor.writeUInt32LE(Number(entry.compressedSize), 8);
    descriptor.writeUInt32LE(Number(entry.size), 12);
  }
  return descriptor;
}

/** An entry's line in the index at the archive's end. */
export function centralRecord(entry: ZipEntry): Buffer {
  const name = nameOf(entry);
  const beyond = [entry.size, entry.compressedSize, entry.offset].filter(
    value => value >= MAX_32,
  );
  const zip64 = beyond.length > 0 ? zip64Field(beyond) : Buffer.alloc(0);
  const time = timeField(entry.modifiedAt);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(CENTRAL_RECORD, 0);
  record.writeUInt16LE(MADE_BY, 4);
  record.writeUInt16LE(VERSION_ZIP64, 6);
  writeCommon(record, 8, entry);
  record.writeUInt32LE(entry.crc, 16);
  record.writeUInt32LE(capped(entry.compressedSize), 20);
  record.writeUInt32LE(capped(entry.size), 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(zip64.length + time.length, 30);
  record.writeUInt32LE(
    (entry.isDirectory ? MODE_DIRECTORY : MODE_FILE) * 0x10000 +
      (entry.isDirectory ? DOS_DIRECTORY : 0),
    38,
  );
  record.writeUInt32LE(capped(entry.offset), 42);
  return Buffer.concat([record, name, zip64, time]);
}

/**
 * What ends the archive.
 *
 * @param count - of entries
 * @param offset - of the index in the archive
 * @param size - of the index, in bytes
 */
export function endOfArchive(
  count: bigint,
  offset: bigint,
  size: bigint,
): Buffer {
  const end = Buffer.alloc(22);
  const count16 = count > MAX_16 ? MAX_16 : Number(count);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(count16, 8);
  end.writeUInt16LE(count16, 10);
  end.writeUInt32LE(capped(size), 12);
  end.writeUInt32LE(capped(offset), 16);
  if (count < MAX_16 && offset < MAX_32 && size < MAX_32) {
    return end;
  }
  const zip64 = Buffer.alloc(56 + 20);
  zip64.writeUInt32LE(ZIP64_END, 0);
  zip64.writeBigUInt64LE(44n, 4);
  zip64.writeUInt16LE(MADE_BY, 12);
  zip64.writeUInt16LE(VERSION_ZIP64, 14);
  zip64.writeBigUInt64LE(count, 24);
  zip64.writeBigUInt64LE(count, 32);
  zip64.writeBigUInt64LE(size, 40);
  zip64.writeBigUInt64LE(offset, 48);
  zip64.writeUInt32LE(ZIP64_LOCATOR, 56);
  zip64.writeBigUInt64LE(offset + size, 64);
  zip64.writeUInt32LE(1, 72);
  return Buffer.concat([zip64, end]);
}

function nameOf(entry: ZipEntry): Buffer {
  return Buffer.from(entry.isDirectory ? `${entry.name}/` : entry.name);
}

/** Flags, method and time, which local header and index share. */
function writeCommon(buffer: Buffer, at: number, entry: ZipEntry): void {
  buffer.writeUInt16LE(entry.isDirectory ? FLAGS_DIRECTORY : FLAGS, at);
  buffer.writeUInt16LE(entry.isDirectory ? STORED : DEFLATED, at + 2);
  const { time, date } = dosTime(entry.modifiedAt);
  buffer.writeUInt16LE(time, at + 4);
  buffer.writeUInt16LE(date, at + 6);
}

/** Time of MS-DOS, in UTC: two seconds exact, from 1980 to 2107. */
function dosTime(moment: Date): { time: number; date: number } {
  const year = Math.min(Math.max(moment.getUTCFullYear(), 1980), 2107);
  return {
    time:
      moment.getUTCHours() * 2048 +
      moment.getUTCMinutes() * 32 +
      Math.floor(moment.getUTCSeconds() / 2),
    date:
      (year - 1980) * 512 +
      (moment.getUTCMonth() + 1) * 32 +
      moment.getUTCDate(),
  };
}

/** Extra field `UT`: the time of change in seconds since 1970, which unzip programs prefer to MS-DOS' time. */
function timeField(moment: Date): Buffer {
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field.writeUInt8(1, 4);
  const seconds = Math.floor(moment.getTime() / 1000);
  field.writeInt32LE(Math.min(Math.max(seconds, 0), 0x7fffffff), 5);
  return field;
}

function zip64Field(values: bigint[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, i) => field.writeBigUInt64LE(value, 4 + 8 * i));
  return field;
}

function capped(value: bigint): number {
  return Number(value < MAX_32 ? value : MAX_32);
}
