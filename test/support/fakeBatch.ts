import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promptOf, replyTo, textOf } from "./fakeServer.js";

/** A server of files and batches that outlives the processes that use it. */
export interface FakeBatch {
  readonly url: string;
  /** Jobs that were made. */
  readonly jobs: { id: string; lines: number; metadata: unknown }[];
  /** Lets jobs end. */
  finish: boolean;
  close(): Promise<void>;
}

interface BatchJob {
  id: string;
  status: string;
  input: string;
  metadata: unknown;
  output?: string;
  errors?: string;
}

/** Answers each request of a job by `answer(prompt, job)`: ln p of " yes", or an error. */
export async function fakeBatch(
  answer: (
    prompt: string,
    job: number,
  ) => number | { status: number; code: string; message: string } | undefined,
): Promise<FakeBatch> {
  const files = new Map<string, string>();
  const jobs: BatchJob[] = [];
  const shown = (job: BatchJob) => ({
    id: job.id,
    object: "batch",
    status: job.status,
    metadata: job.metadata,
    output_file_id: job.output,
    error_file_id: job.errors,
    request_counts: { total: 0, completed: job.output ? 1 : 0, failed: 0 },
  });
  const finished = (job: BatchJob): void => {
    const good: string[] = [];
    const bad: string[] = [];
    for (const line of files.get(job.input)!.trim().split("\n").reverse()) {
      const { custom_id, body } = JSON.parse(line);
      const said = answer(promptOf(body), jobs.indexOf(job));
      if (said === undefined) continue;
      if (typeof said === "number") {
        good.push(
          JSON.stringify({ custom_id, response: { status_code: 200, body: replyTo(body, said, "legacy") } }),
        );
      } else {
        const { status, ...error } = said;
        bad.push(JSON.stringify({ custom_id, response: { status_code: status, body: { error } } }));
      }
    }
    job.status = "completed";
    if (good.length > 0) files.set((job.output = `out-${job.id}`), good.join("\n"));
    if (bad.length > 0) files.set((job.errors = `err-${job.id}`), bad.join("\n"));
  };
  const state = { finish: true };
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const send = (content: unknown): void => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(typeof content === "string" ? content : JSON.stringify(content));
    };
    const path = request.url!.replace(/\?.*/, "");
    if (request.method === "POST" && path === "/v1/files") {
      const id = `file-${files.size}`;
      files.set(id, /\r\n\r\n(\{"custom_id.*?)\r\n--/s.exec(body)![1]);
      return send({ id, object: "file" });
    }
    if (request.method === "POST" && path === "/v1/batches") {
      const { input_file_id, metadata } = JSON.parse(body);
      const job: BatchJob = {
        id: `batch-${jobs.length}`,
        status: "in_progress",
        input: input_file_id,
        metadata,
      };
      jobs.push(job);
      return send(shown(job));
    }
    if (path === "/v1/batches") return send({ object: "list", data: jobs.map(shown), has_more: false });
    const content = /^\/v1\/files\/(.+)\/content$/.exec(path);
    if (content) return send(files.get(content[1])!);
    const job = jobs.find(({ id }) => path === `/v1/batches/${id}`);
    if (job === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (state.finish && job.status === "in_progress") finished(job);
    send(shown(job));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    get jobs() {
      return jobs.map(({ id, input, metadata }) => ({
        id,
        metadata,
        lines: files.get(input)!.trim().split("\n").length,
      }));
    },
    get finish() {
      return state.finish;
    },
    set finish(value) {
      state.finish = value;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
