/** A request that is refused before any file is looked at. */
export class Refusal extends Error {
  constructor(
    /** Of HTTP. */
    readonly status: number,
    /** Stable, for programs. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}
