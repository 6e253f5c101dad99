'use strict';

/** Marsaglia's xorshift32; numbers in [0, 1). */
function createRandom(seed) {
  // Zero would stay zero for ever.
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ seed) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
  for (let i = 0; i < 20; i++) {
    next();
  }
  return next;
}

/**
 * A square plate of cells. Around it lies one ring of further cells that stand for its edges, so that the inner loop has no
 * special cases.
 */
class Plate {
  constructor(size) {
    this.size = size;
    this.width = size + 2;
    this.cells = new Float64Array(this.width * this.width);
    this.next = new Float64Array(this.width * this.width);
  }

  /** Heats the disc to 1; in units of the plate's side. */
  heatDisc(cx, cy, radius) {
    const { size, width, cells } = this;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const dx = (x + 0.5) / size - cx;
        const dy = (y + 0.5) / size - cy;
        if (dx * dx + dy * dy <= radius * radius) {
          cells[(y + 1) * width + x + 1] = 1;
        }
      }
    }
  }

  /** The heat that is there at the start. */
  heat(source, seed) {
    const { size, width, cells } = this;
    if (source === 'disc') {
      this.heatDisc(0.5, 0.5, 0.15);
    } else if (source === 'edge') {
      const depth = Math.max(1, Math.round(size / 16));
      for (let y = 1; y <= size; y++) {
        cells.fill(1, y * width + 1, y * width + 1 + depth);
      }
    } else {
      const random = createRandom(seed);
      for (let i = 0; i < 7; i++) {
        const x = 0.1 + 0.8 * random();
        const y = 0.1 + 0.8 * random();
        this.heatDisc(x, y, 0.04 + 0.07 * random());
      }
    }
  }

  /** One step of the explicit five-point scheme. */
  step(alpha, boundary) {
    const { size, width, cells, next } = this;
    if (boundary === 'insulated') {
      this.mirrorEdges();
    }
    for (let y = 1; y <= size; y++) {
      const end = y * width + size;
      for (let i = y * width + 1; i <= end; i++) {
        const here = cells[i];
        next[i] =
          here +
          alpha *
            (cells[i - 1] +
              cells[i + 1] +
              cells[i - width] +
              cells[i + width] -
              4 * here);
      }
    }
    this.cells = next;
    this.next = cells;
  }

  /** No heat flows where the cell beyond the edge is as warm. The ring is 0 otherwise: cold edges. */
  mirrorEdges() {
    const { size, width, cells } = this;
    for (let i = 1; i <= size; i++) {
      cells[i] = cells[width + i];
      cells[(size + 1) * width + i] = cells[size * width + i];
      cells[i * width] = cells[i * width + 1];
      cells[i * width + size + 1] = cells[i * width + size];
    }
  }

  /** Mean, extremes and standard deviation of the temperature. */
  measure() {
    const { size, width, cells } = this;
    let sum = 0;
    let squares = 0;
    let maximum = -Infinity;
    let minimum = Infinity;
    for (let y = 1; y <= size; y++) {
      const end = y * width + size;
      for (let i = y * width + 1; i <= end; i++) {
        const here = cells[i];
        sum += here;
        squares += here * here;
        if (here > maximum) {
          maximum = here;
        }
        if (here < minimum) {
          minimum = here;
        }
      }
    }
    const count = size * size;
    const mean = sum / count;
    const spread = Math.sqrt(Math.max(0, squares / count - mean * mean));
    return { mean, maximum, minimum, spread };
  }
}

module.exports = { Plate };
