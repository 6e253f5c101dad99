'use strict';
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Plate } = require('./plate');
const { encodePng } = require('./png');

const size = Number(parameter('SIZE', 128));
const steps = Number(parameter('STEPS', 4000));
const alpha = Number(parameter('ALPHA', 0.2));
const source = parameter('SOURCE', 'random');
const boundary = parameter('BOUNDARY', 'insulated');
const seed = Number(parameter('SEED', 1));
const frames = Number(parameter('FRAMES', 24));
const output = process.env.PAGODA_OUTPUT_DIR || '.';

/** A value of the experiment's parameter schema, which the platform has checked. */
function parameter(name, fallback) {
  const text = process.env[`PAGODA_PARAM_${name}`];
  return text === undefined ? fallback : text;
}

const FRAMES = join(output, 'frames');
mkdirSync(FRAMES, { recursive: true });
// Small plates would be hard to see.
const scale = Math.max(1, Math.floor(384 / size));

function writeFrame(plate, index) {
  const { cells, width } = plate;
  const png = encodePng(
    size,
    size,
    // The square root lets little warmth be seen, too.
    (x, y) => Math.sqrt(Math.max(0, cells[(y + 1) * width + x + 1])),
    scale,
  );
  const name = `frame-${String(index).padStart(4, '0')}.png`;
  writeFileSync(join(FRAMES, name), png);
}

const plate = new Plate(size);
plate.heat(source, seed);
const start = plate.measure();
let now = start;
let halfTime;
let frame = 0;
const rowEvery = Math.pow(10, Math.max(0, Math.ceil(Math.log10(steps / 5000))));
const rows = ['step,mean,maximum,minimum'];

console.log(
  `${size} x ${size} cells, ${steps} steps, alpha ${alpha}, ${source}, ${boundary} edges, seed ${seed}`,
);
for (let step = 0; step <= steps; step++) {
  if (step > 0) {
    plate.step(alpha, boundary);
    now = plate.measure();
  }
  if (halfTime === undefined && now.spread <= start.spread / 2) {
    halfTime = step;
  }
  if (step % rowEvery === 0 || step === steps) {
    rows.push([step, now.mean, now.maximum, now.minimum].join(','));
  }
  // The last frame, and with one frame the only one, shows the end.
  const due = frames === 1 ? steps : Math.round((frame * steps) / (frames - 1));
  if (frame < frames && step >= due) {
    writeFrame(plate, frame);
    frame += 1;
    const percent = Math.round((100 * step) / steps);
    console.log(
      `${String(percent).padStart(3)} %  step=${step}  mean=${now.mean.toFixed(4)}  max=${now.maximum.toFixed(4)}`,
    );
  }
}

const result = {
  meanTemperature: now.mean,
  maxTemperature: now.maximum,
  minTemperature: now.minimum,
  spread: now.spread,
  heatKept: now.mean / start.mean,
  ...(halfTime === undefined ? {} : { halfTime }),
  frames: frame,
};
writeFileSync(join(output, 'temperature.csv'), `${rows.join('\n')}\n`);
writeFileSync(
  join(output, 'result.json'),
  `${JSON.stringify(result, null, 2)}\n`,
);
console.log(
  `Done: ${frame} frames, ${(100 * result.heatKept).toFixed(2)} % of the heat is still there`,
);
