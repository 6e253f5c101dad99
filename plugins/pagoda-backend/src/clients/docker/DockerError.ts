/** What a container engine answers instead of what was asked for, or that it does not answer. */
export class DockerError extends Error {
  /** Of HTTP; 0 where the engine was not reached. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DockerError';
    this.status = status;
  }
}
