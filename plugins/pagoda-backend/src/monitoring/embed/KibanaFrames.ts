import { request } from 'undici';
import { checkFraming } from './checkFraming';

/** What {@link KibanaFrames} needs. */
export interface KibanaFramesOptions {
  /** Where people reach Kibana. */
  publicUrl: string;
  /** Where this portal reaches it. */
  url: string;
  /** Of the portal's pages. */
  pageOrigin: string;
  /** Whose pages may be shown in frames. */
  frameOrigins: readonly string[];
}

/** What was found out is used again for so long, in milliseconds. */
const KEPT = 60_000;
const PATIENCE = 5_000;

/** Finds out whether pages of Kibana may be shown in frames, before a browser shows an empty one. */
export class KibanaFrames {
  readonly #options: KibanaFramesOptions;
  #known?: { at: number; refusal: Promise<string | undefined> };

  constructor(options: KibanaFramesOptions) {
    this.#options = options;
  }

  /** Why not; `undefined` where they may. */
  refusal(): Promise<string | undefined> {
    const { publicUrl, frameOrigins } = this.#options;
    const { origin } = new URL(publicUrl);
    if (!frameOrigins.includes(origin)) {
      return Promise.resolve(
        `${origin} is not in pagoda.monitoring.embed.hosts, so that it is not shown here.`,
      );
    }
    if (!this.#known || Date.now() - this.#known.at > KEPT) {
      this.#known = { at: Date.now(), refusal: this.#ask(origin) };
    }
    return this.#known.refusal;
  }

  /** Kibana says the same of frames on all of its pages, also where it leads to a sign-in. */
  async #ask(frame: string): Promise<string | undefined> {
    const { url, pageOrigin: page } = this.#options;
    try {
      const { headers, body } = await request(`${url}/app/dashboards`, {
        signal: AbortSignal.timeout(PATIENCE),
      });
      await body.dump();
      const refusal = checkFraming(headers, { frame, page });
      return refusal && `Kibana cannot be shown here: ${refusal}.`;
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error };
      return `Kibana does not answer: ${cause?.message || message}.`;
    }
  }
}
