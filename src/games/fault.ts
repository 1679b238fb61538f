import { SpexlabError } from "../errors.js";

/**
 * What a failed call means for the rest:
 * `"busy"`: the server asks for less (429, 503, a timeout); try again later, with fewer calls at once.
 * `"passing"`: something went wrong on the way (500, a cut connection, a malformed reply); try again.
 * `"mask"`: this one mask has no answer (content filter, too long a text); the others may.
 * `"fatal"`: no call will succeed (wrong key, unknown model).
 *
 * @category Models and readouts
 */
export type FaultKind = "busy" | "passing" | "mask" | "fatal";

/**
 * What is known of a failed call.
 *
 * @category Models and readouts
 */
export interface FaultDetails {
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** The server's name for the request, for asking its operator. */
  readonly requestId?: string;
  /** The server said to wait so many milliseconds. */
  readonly afterMs?: number;
}

/**
 * A call of a model that failed, and what that means. Never carries a key, a header or the request.
 *
 * @category Models and readouts
 */
export class CallFault extends SpexlabError {
  /** What the failure means for the calls that follow. */
  readonly kind: FaultKind;
  /** HTTP status, where there was one. */
  readonly status: number | undefined;
  /** The server's name for the request, for asking its operator. */
  readonly requestId: string | undefined;
  /** The server said to wait so many milliseconds. */
  readonly afterMs: number | undefined;

  /** For models of your own: what a call throws that may be tried again, or must not be. */
  constructor(kind: FaultKind, code: string, message: string, details: FaultDetails = {}) {
    super(code, message);
    this.name = "CallFault";
    this.kind = kind;
    this.status = details.status;
    this.requestId = details.requestId;
    this.afterMs = details.afterMs;
  }
}

const BUSY = new Set([408, 409, 425, 429, 503, 529]);

/** What an HTTP status means for other calls. */
export function kindOfStatus(status: number): FaultKind {
  if (BUSY.has(status)) return "busy";
  return status >= 500 ? "passing" : "fatal";
}

/**
 * What a thrown error means: a fault says so itself; of what a user's function throws, `status` (or `statusCode`) and
 * `retryAfter` (seconds) are understood, and what has none may pass. Errors of spexlab are faults of the program: fatal.
 */
export function faultOf(error: unknown): CallFault | SpexlabError {
  if (error instanceof SpexlabError) {
    const { cause } = error;
    if (error.code !== "VALUE_FUNCTION_FAILED") return error;
    const { status, statusCode, retryAfter } = (cause ?? {}) as { [key: string]: unknown };
    const http =
      typeof status === "number" ? status : typeof statusCode === "number" ? statusCode : undefined;
    const kind = http === undefined ? "passing" : kindOfStatus(http);
    const afterMs = typeof retryAfter === "number" && retryAfter >= 0 ? retryAfter * 1000 : undefined;
    const fault = new CallFault(kind, error.code, error.message, { status: http, afterMs });
    fault.cause = cause;
    return fault;
  }
  return new CallFault("passing", "CALL_FAILED", error instanceof Error ? error.message : String(error));
}
