import {
  closeSync,
  existsSync,
  openSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';

/** A log file is put aside when it is this large; in bytes. One older file is kept. */
const MAX_SIZE = 20 * 2 ** 20;
// eslint-disable-next-line no-control-regex
const COLOR = /\u001b\[[0-9;]*m/g;
/** How a line of Backstage's log begins: time, plugin, level. */
const HEAD = /^\d{4}-\d\d-\d\dT[\d:.]+Z (\S+) (warn|error) (.*)$/;
/** Nobody reads more of a line on a terminal; in characters. */
const MAX_SHOWN = 500;

/** The backend's output: all of it goes to a file, warnings and errors to the terminal too. */
export class PortalLog {
  /** Path of the file. */
  path;
  #descriptor;
  #size;
  #verbose;
  /** What came since the last line break, by stream. */
  #rests = new Map();
  #recent = '';

  /**
   * @param {string} path
   * @param {{verbose: boolean}} options - verbose shows everything on the terminal
   */
  constructor(path, { verbose }) {
    this.path = path;
    this.#verbose = verbose;
    this.#open();
  }

  /** The last lines, for the reason of a failure. */
  get recent() {
    return this.#recent;
  }

  /** @param {import('node:stream').Readable} stream */
  follow(stream) {
    stream.setEncoding('utf8');
    stream.on('data', text => {
      const lines = ((this.#rests.get(stream) ?? '') + text).split('\n');
      this.#rests.set(stream, lines.pop());
      lines.forEach(line => this.#take(line));
    });
    stream.on('end', () => {
      const rest = this.#rests.get(stream);
      if (rest) {
        this.#take(rest);
      }
    });
  }

  #take(line) {
    const plain = line.replace(COLOR, '').trimEnd();
    this.#recent = `${this.#recent}${plain}\n`.slice(-20_000);
    this.#write(`${plain}\n`);
    if (this.#verbose) {
      process.stdout.write(`${line}\n`);
      return;
    }
    const [, plugin, level, message] = HEAD.exec(plain) ?? [];
    if (level) {
      process.stderr.write(
        `${level === 'warn' ? '!' : '✕'} ${plugin}: ${message.slice(0, MAX_SHOWN)}\n`,
      );
    }
  }

  #write(text) {
    if (this.#size > MAX_SIZE) {
      closeSync(this.#descriptor);
      renameSync(this.path, `${this.path}.1`);
      this.#open();
    }
    this.#size += writeSync(this.#descriptor, text);
  }

  #open() {
    this.#size = existsSync(this.path) ? statSync(this.path).size : 0;
    this.#descriptor = openSync(this.path, 'a', 0o600);
  }
}
