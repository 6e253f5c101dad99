/** A cache whose entries live for a short time and whose size has a bound. */
export class BoundedCache<V> {
  readonly #entries = new Map<string, { value: Promise<V>; expires: number }>();
  readonly #ttl: number;
  readonly #size: number;

  /**
   * @param ttl - life of an entry, in milliseconds
   * @param size - the oldest entries make room beyond it
   */
  constructor(ttl: number, size: number = 5_000) {
    this.#ttl = ttl;
    this.#size = size;
  }

  /** The value of the key; loaded once by those who ask at the same time. A failure is not kept. */
  get(key: string, load: () => Promise<V>): Promise<V> {
    const now = Date.now();
    const entry = this.#entries.get(key);
    if (entry && entry.expires > now) {
      return entry.value;
    }
    this.#entries.delete(key);
    if (this.#entries.size >= this.#size) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest);
    }
    const value = load();
    this.#entries.set(key, { value, expires: now + this.#ttl });
    value.catch(() => {
      if (this.#entries.get(key)?.value === value) {
        this.#entries.delete(key);
      }
    });
    return value;
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }
}
