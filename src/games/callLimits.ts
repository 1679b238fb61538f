import { checkOptions, integer, SpexlabError, shown } from "../errors.js";

/**
 * How a model or function may be called.
 *
 * @category Models and readouts
 */
export interface CallLimits {
  /** Most calls at once; how many there really are adapts to the server. Default 32. */
  readonly concurrent?: number;
  /** Masks in one call of a function. Default 1; `sx.openai` takes no more. */
  readonly batch?: number;
  /** Most calls begun in a minute, retries included. Default: no limit. */
  readonly requestsPerMinute?: number;
  /** Most tokens in a minute, by the model's own count or estimate. Default: no limit. */
  readonly tokensPerMinute?: number;
  /** Milliseconds after which a call counts as lost. Default 120,000. */
  readonly timeout?: number;
  /** Attempts at one call; waiting when told to (`retry-after`) does not count as one. Default 8. */
  readonly attempts?: number;
  /** Longest wait in milliseconds before the first retry, and before any. Waits double and are drawn at random below that. Default `[500, 60_000]`. */
  readonly backoff?: readonly [number, number];
}

/**
 * Every limit decided.
 *
 * @category Models and readouts
 */
export interface Limits {
  /** Most calls at once. */
  readonly concurrent: number;
  /** Masks in one call. */
  readonly batch: number;
  /** Most calls begun in a minute; `Infinity` for no limit. */
  readonly requestsPerMinute: number;
  /** Most tokens in a minute; `Infinity` for no limit. */
  readonly tokensPerMinute: number;
  /** Milliseconds after which a call counts as lost. */
  readonly timeout: number;
  /** Attempts at one call. */
  readonly attempts: number;
  /** Longest wait in milliseconds before the first retry, and before any. */
  readonly backoff: readonly [number, number];
}

/** The limits as given, with the defaults for the rest. Throws `BAD_OPTION`, `UNKNOWN_OPTION`. */
export function limitsFrom(given: CallLimits): Limits {
  checkOptions("calls", given, [
    "concurrent",
    "batch",
    "requestsPerMinute",
    "tokensPerMinute",
    "timeout",
    "attempts",
    "backoff",
  ]);
  const [first, most] = given.backoff ?? [500, 60_000];
  return Object.freeze({
    concurrent: integer("concurrent", given.concurrent ?? 32, 1, 10_000),
    batch: integer("batch", given.batch ?? 1, 1),
    requestsPerMinute: rate("requestsPerMinute", given.requestsPerMinute),
    tokensPerMinute: rate("tokensPerMinute", given.tokensPerMinute),
    timeout: integer("timeout", given.timeout ?? 120_000, 1, 2 ** 31 - 1),
    attempts: integer("attempts", given.attempts ?? 8, 1),
    backoff: Object.freeze([
      integer("backoff[0]", first, 0),
      integer("backoff[1]", most, 0, 2 ** 31 - 1),
    ]) as unknown as readonly [number, number],
  });
}

function rate(name: string, given: number | undefined): number {
  if (given === undefined) return Number.POSITIVE_INFINITY;
  if (typeof given === "number" && given > 0) return given;
  throw new SpexlabError("BAD_OPTION", `Expected \`${name}\` to be a number above 0, got ${shown(given)}.`);
}
