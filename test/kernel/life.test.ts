import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProtocolKernel } from "../support/protocol.js";
import { ours } from "./specs.js";

let kernel: ProtocolKernel;

beforeAll(async () => {
  kernel = await ProtocolKernel.start(ours);
  await kernel.execute('import * as sx from "spexlab";');
}, 90_000);

afterAll(() => kernel?.stop());

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a cell, interrupts it once it has said "on", and checks that the kernel goes on living. */
async function interrupted(code: string) {
  const id = kernel.start(code);
  await kernel.until(
    () => kernel.told.some((m) => m.parent === id && m.type === "stream"),
    "the cell's start",
  );
  kernel.interrupt();
  const answer = await kernel.answer(id, 15_000);
  expect((await kernel.execute("1 + 1")).stdout).toBe("2\n");
  return answer.reply;
}

describe("Interrupt ends", () => {
  it.each([
    ["what waits", "await new Promise(() => {});"],
    ["a loop", "while (true) {}"],
    ["a loop after an await", "await Promise.resolve(); while (true) {}"],
    ["a loop that awaits what is there", "for (;;) await 0;"],
    ["a loop in a timer", "setTimeout(() => { for (;;); }, 1); await new Promise(() => {});"],
  ])("%s", async (_, code) => {
    const reply = await interrupted(`console.log("on");\n${code}`);
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
  });

  it("an explanation under way, which says what it has", async () => {
    const reply = await interrupted(`
const slow = sx.game(12, async (masks) => {
  console.log("on");
  await new Promise((done) => setTimeout(done, 200));
  return masks.map(() => 0);
});
await sx.explain(slow, { budget: 4_000 });`);
    expect(reply).toMatchObject({ status: "error", ename: "SpexlabError" });
    expect(reply.evalue).toMatch(/Interrupted with \d+ of \d+ answers in hand/);
  });

  it("nothing when nothing runs, and timers go on", async () => {
    kernel.interrupt();
    await wait(100);
    expect((await kernel.execute("await new Promise((done) => setTimeout(done, 5, 4))")).stdout).toBe("4\n");
  });

  it("no loop where AsyncLocalStorage is in use: Node would end the process, so the cell is told", async () => {
    const other = await ProtocolKernel.start(ours);
    try {
      await other.execute(
        'import { AsyncLocalStorage } from "node:async_hooks"; const store = new AsyncLocalStorage(); store.enterWith(1);',
      );
      const id = other.start("await 0; while (true) {}");
      await wait(300);
      other.interrupt();
      const told = () => other.told.find((m) => m.parent === id && m.content.name === "stderr")?.content.text;
      await other.until(() => told() !== undefined, "a warning");
      expect(told()).toContain("cannot be interrupted");
      expect(alive(other.pid)).toBe(true);
      await other.restart();
      expect((await other.execute("1")).stdout).toBe("1\n");
    } finally {
      await other.stop();
    }
  }, 60_000);
});

/** Opens the bridge from a cell that shows a live explanation; tells where that output asks. */
async function liveOutput(value = "m.has('a') && m.has('b') ? 3 : 1") {
  const shown = await kernel.execute(
    `await sx.explain(sx.game(["a", "b"], (masks) => masks.map((m) => (${value}))), { method: sx.exact() })`,
  );
  const [, to] = /data-live="([^"]+)"/.exec(String(shown.shown("text/html")[0])) ?? [];
  const opened = kernel.told.filter(({ type }) => type === "comm_open");
  return { address: to, comm: opened[0].content, opened };
}

/** Asks as the browser does; resolves with what comes back, by number. */
async function ask(comm: string, questions: { nr: number; to: string; question: unknown }[]) {
  const id = kernel.send("comm_msg", { comm_id: comm, data: { method: "custom", content: { questions } } });
  const mine = () =>
    kernel.told.flatMap(({ parent, type, content }) =>
      parent === id && type === "comm_msg" ? [content.data.content] : [],
    );
  await kernel.until(
    () => mine().filter(({ nr }) => nr !== undefined).length === questions.length,
    "answers",
  );
  expect(mine()[0]).toEqual({ heard: questions.map(({ nr }) => nr) });
  return new Map(mine().map((content) => [content.nr, content]));
}

describe("an output asks the kernel", () => {
  it("by an address of its own, through one invisible widget; errors come back as such", async () => {
    const { address, comm, opened } = await liveOutput();
    expect(opened).toHaveLength(1);
    expect(comm.target_name).toBe("jupyter.widget");
    expect(comm.data.state).toMatchObject({ _model_name: "AnyModel", _view_count: null });
    const other = await liveOutput("m.players.length");
    expect(other.address).not.toBe(address);
    expect(other.opened).toHaveLength(1);
    const to = address.split("/")[1];
    const answers = await ask(comm.comm_id, [
      { nr: 1, to, question: { off: [[], [0]] } },
      { nr: 2, to: other.address.split("/")[1], question: { off: [[1]] } },
      { nr: 3, to: "guessed", question: { off: [[]] } },
      { nr: 4, to, question: { off: [[2]] } },
      { nr: 5, to, question: "rm -rf" },
    ]);
    expect(answers.get(1)).toEqual({ nr: 1, answer: { values: [3, 1] } });
    expect(answers.get(2)).toEqual({ nr: 2, answer: { values: [1] } });
    expect(answers.get(3)!.error).toContain("no longer knows this output");
    expect(answers.get(4)!.error).toContain("players from 0 to 1");
    expect(answers.get(5)!.error).toContain("Expected `off`");
  });

  it("while a cell waits, and after the page was loaded again", async () => {
    const { address, comm } = await liveOutput();
    const id = kernel.start("await new Promise((done) => setTimeout(done, 1_500)); 'waited'");
    await kernel.until(
      () => kernel.told.some((m) => m.parent === id && m.type === "execute_input"),
      "the cell",
    );
    const began = Date.now();
    const control = "c0ffee";
    kernel.send("comm_open", { comm_id: control, target_name: "jupyter.widget.control", data: {} });
    const asked = kernel.send("comm_msg", { comm_id: control, data: { method: "request_states" } });
    const states = () => kernel.told.find((m) => m.parent === asked && m.type === "comm_msg")?.content.data;
    await kernel.until(() => states() !== undefined, "the states");
    expect(Object.keys(states().states)).toEqual([comm.comm_id]);
    expect(states().states[comm.comm_id].state._esm).toContain("initialize");
    const answers = await ask(comm.comm_id, [
      { nr: 9, to: address.split("/")[1], question: { off: [[0, 1]] } },
    ]);
    expect(answers.get(9)).toEqual({ nr: 9, answer: { values: [1] } });
    expect(Date.now() - began).toBeLessThan(1_400);
    expect((await kernel.answer(id)).stdout).toBe("waited\n");
    const info = await kernel.request("comm_info_request", { target_name: "jupyter.widget" });
    expect(Object.keys(info.reply.comms)).toEqual([comm.comm_id]);
  });

  it("and is told when the model never returns and is interrupted", async () => {
    const { address, comm } = await liveOutput("globalThis.stuck ? (() => { for (;;); })() : 1");
    await kernel.execute("globalThis.stuck = true;");
    const asking = ask(comm.comm_id, [{ nr: 1, to: address.split("/")[1], question: { off: [[0]] } }]);
    await wait(300);
    kernel.interrupt();
    expect((await asking).get(1)!.error).toContain("Interrupted");
    expect((await kernel.execute("globalThis.stuck = false; 'alive'")).stdout).toBe("alive\n");
  });

  it("a Stop button ends the explanation", async () => {
    const { comm } = await liveOutput();
    const id = kernel.start(`
await sx.explain(sx.game(12, async (masks) => { await new Promise((done) => setTimeout(done, 300)); return masks.map(() => 1); }), { budget: 4_000 });`);
    const bar = () =>
      kernel.told.find(
        (m) => m.parent === id && String(m.content.data?.["text/html"]).includes("spexlab-stop"),
      );
    await kernel.until(() => bar() !== undefined, "progress with its button");
    const [, to] = /data-spexlab-stop="[^/]+\/([^"]+)"/.exec(bar()!.content.data["text/html"])!;
    await ask(comm.comm_id, [{ nr: 1, to, question: "stop" }]);
    const { reply, messages } = await kernel.answer(id);
    expect(reply.evalue).toMatch(/Interrupted with \d+ of \d+ answers in hand/);
    const updates = messages.filter(({ type }) => type === "update_display_data");
    expect(updates.at(-1)!.content.data["text/html"]).not.toContain("spexlab-stop");
  });
});

describe("only its own Jupyter is served", () => {
  it("a forged message is dropped and logged, a repeated one runs once", async () => {
    const code = "globalThis.forged = (globalThis.forged ?? 0) + 1;";
    kernel.forge("execute_request", { code, silent: false, allow_stdin: false });
    await kernel.until(() => kernel.log.includes("its signature is wrong") || touch(), "the log");
    expect((await kernel.execute("String(globalThis.forged)")).stdout).toBe("undefined\n");
    kernel.repeat("execute_request", { code, silent: true, allow_stdin: false }, 3);
    await wait(200);
    expect((await kernel.execute("globalThis.forged")).stdout).toBe("1\n");
    expect(kernel.log).toContain("it was received before");
  });

  /** Looks again when the next message comes. */
  function touch(): boolean {
    setTimeout(() => kernel.send("kernel_info_request", {}), 50);
    return false;
  }

  it.runIf(process.platform === "linux")("it listens on the loopback only, with Jupyter's five ports", () => {
    const loopback = listening(kernel.pid);
    expect(loopback.map(({ port }) => port).sort()).toEqual([...kernel.ports].sort());
    expect(loopback.every(({ address }) => address === "0100007F")).toBe(true);
  });
});

/** Addresses (hexadecimal) and ports on which a process listens. */
function listening(pid: number): { address: string; port: number }[] {
  const own = new Set(socketsOf(pid));
  return ["tcp", "tcp6"].flatMap((protocol) =>
    readFileSync(`/proc/net/${protocol}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === "0A" && own.has(columns[9]))
      .map(([, local]) => {
        const [address, port] = local.split(":");
        return { address, port: Number.parseInt(port, 16) };
      }),
  );
}

/** Inodes of a process's sockets. */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`)) ?? [];
    return inode === undefined ? [] : [inode];
  });
}

describe("the process", () => {
  it("two hundred cells in a row: no growth beyond 40 MB of live objects", async () => {
    const heap = async (): Promise<number> =>
      Number((await kernel.execute("globalThis.gc?.(); process.memoryUsage().heapUsed")).stdout);
    await kernel.execute(
      'import { setFlagsFromString as v8Flag } from "node:v8"; import { runInNewContext } from "node:vm"; v8Flag("--expose-gc"); globalThis.gc = runInNewContext("gc");',
    );
    for (let i = 0; i < 20; i++) await kernel.execute(`let w${i} = ${i}; w${i}`);
    const before = await heap();
    const began = Date.now();
    for (let i = 0; i < 200; i++) {
      const { stdout } = await kernel.execute(`let v = { n: ${i} }; v.n`);
      expect(stdout).toBe(`${i}\n`);
    }
    const seconds = (Date.now() - began) / 1000;
    const grown = ((await heap()) - before) / 2 ** 20;
    console.log(`200 cells: ${seconds.toFixed(1)} s, heap grew by ${grown.toFixed(1)} MB`);
    expect(grown).toBeLessThan(40);
  }, 60_000);

  it("a second kernel is not disturbed by the first, and a shutdown leaves nothing", async () => {
    const second = await ProtocolKernel.start(ours);
    try {
      await kernel.execute("var mine = 1;");
      expect((await second.execute("typeof (globalThis as any).mine")).stdout).toBe("undefined\n");
      kernel.start("await new Promise((done) => setTimeout(done, 1_000));");
      expect((await second.execute("6 * 7")).stdout).toBe("42\n");
      const { pid } = second;
      expect(alive(pid)).toBe(true);
      await second.shutdown();
      expect(alive(pid)).toBe(false);
    } finally {
      await second.stop();
    }
  }, 60_000);

  it("restarts even in the middle of a loop, and forgets", async () => {
    const { pid } = kernel;
    await kernel.execute("const remembered = 1;");
    kernel.start("while (true) {}");
    await wait(300);
    await kernel.restart();
    expect(alive(pid)).toBe(false);
    const { error } = await kernel.execute("remembered");
    expect(error.evalue).toContain("Cannot find name 'remembered'");
  }, 60_000);
});
