/** A response of server-sent events that a test writes. */
export class FakeStream {
  readonly response: Response;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #isOpen = true;

  constructor() {
    const body = new ReadableStream<Uint8Array>({
      start: controller => {
        this.#controller = controller;
      },
      cancel: () => {
        this.#isOpen = false;
      },
    });
    this.response = new Response(body, {
      headers: { 'Content-Type': 'text/event-stream' },
    });
  }

  /** Sends one event. */
  send(event: { id?: string; event?: string; data: string }) {
    if (!this.#isOpen) {
      return;
    }
    const lines = [
      ...(event.id === undefined ? [] : [`id: ${event.id}`]),
      ...(event.event === undefined ? [] : [`event: ${event.event}`]),
      `data: ${event.data}`,
    ];
    this.#controller?.enqueue(
      new TextEncoder().encode(`${lines.join('\n')}\n\n`),
    );
  }

  /** Ends the connection. */
  close() {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#controller?.close();
    }
  }
}
