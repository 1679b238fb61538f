import type OpenAI from "openai";
import { SpexlabError } from "../../errors.js";
import { CallFault, kindOfStatus } from "../../games/fault.js";
import type { Asker } from "../../games/openai/asker.js";
import type { Usage } from "../../types.js";

/** A job at the server. */
export interface Job {
  readonly id: string;
  readonly status: string;
  readonly done: number;
  readonly output: string | undefined;
  readonly errors: string | undefined;
  /** What the server says against the whole job. */
  readonly trouble: string;
}

/** What came of one request of a job. */
export type Outcome = (
  | {
      /** The numbers of all readouts. */
      readonly values: readonly number[];
    }
  | { readonly fault: CallFault }
) & {
  /** What the reply says that it used. */
  readonly usage?: Usage;
};

interface Line {
  readonly custom_id?: string;
  readonly response?: { readonly status_code?: number; readonly body?: unknown } | null;
  readonly error?: { readonly code?: string; readonly message?: string } | null;
}

/** Our names of what is wrong with one request. */
const CODES: { readonly [code: string]: string } = {
  content_filter: "CONTENT_FILTER",
  context_length_exceeded: "TEXT_TOO_LONG",
};
const ENDED = new Set(["completed", "failed", "expired", "cancelled"]);
const PATIENCE = 10;

/** The batch interface of an OpenAI-compatible server: files and batches. Errors are faults, without secrets. */
export class BatchServer {
  readonly #asker: Asker;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  /** Hands in one request for each input under our own name; the custom id of each is its number. */
  async submit(
    name: string,
    numbers: readonly number[],
    inputs: readonly unknown[],
    signal: AbortSignal,
  ): Promise<Job> {
    let path = "";
    const lines = numbers.map((number, k) => {
      const one = this.#asker.single(inputs[k] as string)!;
      path = `/v1${one.path}`;
      return JSON.stringify({ custom_id: `mask-${number}`, method: "POST", url: path, body: one.body });
    });
    const file = new File([`${lines.join("\n")}\n`], "spexlab.jsonl", { type: "application/jsonl" });
    const uploaded = await this.#call(
      (client, own) => client.files.create({ file, purpose: "batch" }, { signal: own }),
      signal,
    );
    const job = await this.#call(
      (client, own) =>
        client.batches.create(
          {
            input_file_id: uploaded.id,
            endpoint: path as "/v1/completions",
            completion_window: "24h",
            metadata: { spexlab: name },
          },
          { signal: own },
        ),
      signal,
    );
    return jobOf(job);
  }

  /** The job as soon as it has ended, asked for every `poll` milliseconds. */
  async ended(id: string, poll: number, signal: AbortSignal, told: (job: Job) => void): Promise<Job> {
    for (;;) {
      const job = jobOf(
        await this.#call((client, own) => client.batches.retrieve(id, { signal: own }), signal),
      );
      told(job);
      if (ENDED.has(job.status)) return job;
      await waited(poll, signal);
    }
  }

  /** What came of each request, by its number. */
  async outcomes(job: Job, signal: AbortSignal): Promise<Map<number, Outcome>> {
    const outcomes = new Map<number, Outcome>();
    for (const file of [job.output, job.errors]) {
      if (file === undefined) continue;
      const content = await this.#call(
        async (client, own) => (await client.files.content(file, { signal: own })).text(),
        signal,
      );
      for (const line of content.split("\n")) {
        if (line.trim() === "") continue;
        const found = this.#outcome(line);
        if (found === undefined) continue;
        const [number, outcome] = found;
        if (!outcomes.has(number) || "values" in outcome) outcomes.set(number, outcome);
      }
    }
    return outcomes;
  }

  /** Undefined for a line that cannot be read: its request counts as unanswered. */
  #outcome(line: string): [number, Outcome] | undefined {
    let parsed: Line;
    try {
      parsed = JSON.parse(line) ?? {};
    } catch {
      return undefined;
    }
    const { custom_id, response, error } = parsed;
    const number = Number(/^mask-(\d+)$/.exec(custom_id ?? "")?.[1] ?? Number.NaN);
    const { scrub } = this.#asker.server;
    const status = response?.status_code ?? 0;
    if (status === 200) {
      const usage = this.#asker.used(response!.body);
      try {
        return [number, { values: this.#asker.read(response!.body), usage }];
      } catch (fault) {
        if (fault instanceof CallFault) return [number, { fault, usage }];
        throw fault;
      }
    }
    const said =
      error?.message ?? (response?.body as { error?: { message?: string } } | null)?.error?.message;
    const code = error?.code ?? (response?.body as { error?: { code?: string } } | null)?.error?.code;
    const kind = status === 0 ? "passing" : kindOfStatus(status) === "fatal" ? "mask" : "passing";
    const message = scrub(
      `The batch has no answer (${code ?? `status ${status}`}): ${said ?? "no reason given"}`,
    );
    return [number, { fault: new CallFault(kind, CODES[code ?? ""] ?? "BATCH_FAILED", message) }];
  }

  /** The job of this name among the last hundred: one that was handed in just before a crash. */
  async find(name: string, signal: AbortSignal): Promise<Job | undefined> {
    const page = await this.#call(
      (client, own) => client.batches.list({ limit: 100 }, { signal: own }),
      signal,
    );
    const found = page.data.find(({ metadata }) => metadata?.spexlab === name);
    return found && jobOf(found);
  }

  /** Calls the server, again when it is busy or the line is cut. */
  async #call<T>(work: (client: OpenAI, signal: AbortSignal) => Promise<T>, outer: AbortSignal): Promise<T> {
    const { server, asking, limits } = this.#asker;
    for (let attempt = 1; ; attempt++) {
      outer.throwIfAborted();
      // A signal for each request: the SDK leaves its listeners on them.
      const own = new AbortController();
      const stop = (): void => own.abort(outer.reason);
      outer.addEventListener("abort", stop, { once: true });
      try {
        return await work(await server.client(), own.signal);
      } catch (error) {
        if (error instanceof SpexlabError && !(error instanceof CallFault)) throw error;
        outer.throwIfAborted();
        const fault = server.fault(error, asking.model);
        if (fault.kind === "fatal" || fault.kind === "mask" || attempt >= PATIENCE) throw fault;
        const [first, most] = limits.backoff;
        await waited(fault.afterMs ?? Math.min(most, first * 2 ** attempt), outer);
      } finally {
        outer.removeEventListener("abort", stop);
      }
    }
  }
}

function jobOf(job: OpenAI.Batches.Batch): Job {
  return {
    id: job.id,
    status: job.status,
    done: job.request_counts?.completed ?? 0,
    output: job.output_file_id || undefined,
    errors: job.error_file_id || undefined,
    trouble: job.errors?.data?.map(({ message }) => message).join("; ") ?? "",
  };
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
