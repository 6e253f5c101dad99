import { HttpServiceError } from '../http/HttpServiceError';
import { JsonService } from '../http/JsonService';
import { PrometheusError, type PrometheusErrorCode } from './PrometheusError';

/** How a Prometheus, or what speaks its API, is reached. */
export interface PrometheusConnection {
  /** Without a slash at the end; it may have a path. */
  url: string;
  /** A bearer token; or `username` and `password`. */
  token?: string;
  username?: string;
  password?: string;
  /** In PEM. */
  ca?: string;
  /** Waited for an answer; a query is given up by the server too. */
  timeoutSeconds: number;
}

/** A query over a time. */
export interface RangeQuery {
  query: string;
  /** Milliseconds since 1970; the first point is here. */
  start: number;
  end: number;
  /** Seconds between points. */
  step: number;
}

/** One series of an answer. */
export interface RangeSeries {
  labels: Record<string, string>;
  /** Milliseconds since 1970 and the value; times without a value are missing. What is no number is NaN or infinite. */
  points: [number, number][];
}

/** Prometheus answers no more points of a series: `maxPointsPerTimeseries` in its web/api/v1/api.go. */
export const MOST_POINTS = 11_000;

/** How many points a series of a query has at most. */
export function countPoints({
  start,
  end,
  step,
}: Omit<RangeQuery, 'query'>): number {
  return Math.floor((end - start) / (step * 1000)) + 1;
}

interface Answer<T> {
  status: 'success' | 'error';
  data: T;
}

interface Matrix {
  resultType: string;
  result: { metric: Record<string, string>; values: [number, string][] }[];
}

type Instant =
  | {
      resultType: 'vector';
      result: { metric: Record<string, string>; value: [number, string] }[];
    }
  | { resultType: 'scalar'; result: [number, string] }
  | { resultType: 'matrix' | 'string'; result: unknown };

/**
 * Speaks Prometheus' HTTP API: prometheus.io/docs/prometheus/latest/querying/api. Repeats nothing. Throws
 * {@link PrometheusError} with its cause.
 */
export class PrometheusClient {
  readonly #service: JsonService;
  readonly #timeoutSeconds: number;

  constructor(connection: PrometheusConnection) {
    const { url, ca, timeoutSeconds } = connection;
    this.#timeoutSeconds = timeoutSeconds;
    this.#service = new JsonService({
      ...{ product: 'Prometheus', url, ca },
      headers: authorization(connection),
      // It gives up by itself a little before, and says so.
      requestMs: timeoutSeconds * 1000 + 1000,
    });
  }

  /**
   * The values of a query at regular times.
   *
   * @throws RangeError for more points than Prometheus answers
   */
  async queryRange(query: RangeQuery): Promise<RangeSeries[]> {
    const points = countPoints(query);
    if (!(points <= MOST_POINTS)) {
      throw new RangeError(
        `${points} points are asked for; Prometheus answers ${MOST_POINTS} at most: take a longer step`,
      );
    }
    const { result } = await this.#get<Matrix>('query_range', {
      query: query.query,
      start: toSeconds(query.start),
      end: toSeconds(query.end),
      step: String(query.step),
      timeout: String(this.#timeoutSeconds),
    });
    return result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([seconds, value]) => [
        Math.round(seconds * 1000),
        toNumber(value),
      ]),
    }));
  }

  /**
   * The values of a query now, or at a time in milliseconds since 1970.
   *
   * @throws PrometheusError also when it has no value at one time, such as a range vector
   */
  async query(
    query: string,
    time?: number,
  ): Promise<{ labels: Record<string, string>; value: number }[]> {
    const data = await this.#get<Instant>('query', {
      query,
      ...(time !== undefined && { time: toSeconds(time) }),
      timeout: String(this.#timeoutSeconds),
    });
    switch (data.resultType) {
      case 'vector':
        return data.result.map(({ metric, value }) => ({
          labels: metric,
          value: toNumber(value[1]),
        }));
      case 'scalar':
        return [{ labels: {}, value: toNumber(data.result[1]) }];
      default:
        throw new PrometheusError(
          `The query has a ${data.resultType} as its value; ask for a vector or a scalar`,
          { code: 'Failed', status: 200 },
        );
    }
  }

  /** Its version. What only speaks its API may not know that. */
  async version(): Promise<string | undefined> {
    const { version } = await this.#get<{ version?: string }>(
      'status/buildinfo',
      {},
    );
    return version;
  }

  /** Lets go of its connections. */
  close(): Promise<void> {
    return this.#service.close();
  }

  async #get<T>(path: string, query: Record<string, string>): Promise<T> {
    try {
      const { body } = await this.#service.send<Answer<T>>(
        'GET',
        ['api', 'v1', ...path.split('/')],
        { query },
      );
      if (body?.status !== 'success') {
        throw new HttpServiceError(
          'Something else than Prometheus answers in JSON',
          { status: 0 },
        );
      }
      return body.data;
    } catch (error) {
      throw toPrometheusError(error, this.#timeoutSeconds);
    }
  }
}

function authorization({
  token,
  username,
  password,
}: PrometheusConnection): Record<string, string> {
  if (token !== undefined) {
    return { Authorization: `Bearer ${token}` };
  }
  if (username === undefined) {
    return {};
  }
  const pair = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  return { Authorization: `Basic ${pair}` };
}

/** What Prometheus writes beside a refusal. */
interface ErrorAnswer {
  errorType?: string;
  error?: string;
}

function toPrometheusError(error: unknown, timeoutSeconds: number): unknown {
  if (!(error instanceof HttpServiceError)) {
    return error;
  }
  const { status, cause } = error;
  const answer = error.answer as ErrorAnswer | undefined;
  const code = codeOf(error, answer);
  const message =
    code === 'TooSlow'
      ? `Prometheus did not answer within ${timeoutSeconds} s`
      : (answer?.error ?? error.message);
  return new PrometheusError(message, {
    ...{ code, status },
    // What was said is in this error; what happened to the connection is below that.
    cause: status === 0 ? (cause ?? error) : error,
  });
}

function codeOf(
  { status, cause }: HttpServiceError,
  answer?: ErrorAnswer,
): PrometheusErrorCode {
  const timedOut =
    (cause as Error | undefined)?.name === 'TimeoutError' ||
    ['timeout', 'canceled'].includes(answer?.errorType ?? '') ||
    status === 504;
  if (timedOut) {
    return 'TooSlow';
  }
  if (status === 401 || status === 403) {
    return 'Refused';
  }
  // A proxy before it, or itself while it starts.
  return status === 0 || answer?.errorType === undefined
    ? 'Unreachable'
    : 'Failed';
}

function toSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** Prometheus writes numbers as Go does. */
function toNumber(text: string): number {
  if (text === '+Inf' || text === '-Inf') {
    return text === '+Inf' ? Infinity : -Infinity;
  }
  return Number(text);
}
