'use strict';
const { crc32, deflateSync } = require('node:zlib');

/** Black, purple, red, orange, pale yellow: brightness grows evenly, so it also reads in grey. */
const STOPS = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
];

function createPalette() {
  const palette = Buffer.alloc(256 * 3);
  for (let i = 0; i < 256; i++) {
    const position = (i / 255) * (STOPS.length - 1);
    const from = Math.min(Math.floor(position), STOPS.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const a = STOPS[from][channel];
      const b = STOPS[from + 1][channel];
      palette[3 * i + channel] = Math.round(a + (b - a) * (position - from));
    }
  }
  return palette;
}

const PALETTE = createPalette();

function chunk(type, data) {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(
    crc32(bytes.subarray(4, data.length + 8)),
    data.length + 8,
  );
  return bytes;
}

/**
 * An image as PNG (W3C recommendation, third edition), one byte a pixel, coloured by a palette.
 *
 * @param width - in cells
 * @param valueAt - from 0 to 1, of column and row
 * @param scale - pixels along each side of a cell
 */
function encodePng(width, height, valueAt, scale) {
  const columns = width * scale;
  const rows = height * scale;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header[8] = 8; // bits a pixel
  header[9] = 3; // by palette
  // Each row begins with its filter; 0 is none.
  const pixels = Buffer.alloc((columns + 1) * rows);
  for (let y = 0; y < rows; y++) {
    const row = y * (columns + 1) + 1;
    for (let x = 0; x < columns; x++) {
      const value = valueAt(Math.floor(x / scale), Math.floor(y / scale));
      pixels[row + x] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', PALETTE),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

module.exports = { encodePng };
