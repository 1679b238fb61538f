import { Session } from "node:inspector";
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { addressOf, type Channel, channels } from "./connection.js";
import { GUARDED, HEARD, type Incoming, mayEndName, type Outgoing, type PostmanData } from "./postbox.js";
import { Forged, letter, type Message, open, seal } from "./wire.js";

/** What we use of a ZeroMQ socket. */
interface Socket extends AsyncIterable<Buffer[]> {
  linger: number;
  sendHighWaterMark: number;
  bind(address: string): Promise<void>;
  send(frames: readonly (Uint8Array | string)[]): Promise<void>;
  close(): void;
}

interface ZeroMq {
  Router: new () => Socket;
  Publisher: new () => Socket;
  Reply: new () => Socket;
}

const { connection, shared, tslab, terminates } = workerData as PostmanData;
const port = parentPort!;
const { Router, Publisher, Reply }: ZeroMq = createRequire(tslab)("zeromq");
const sockets: { [channel in Channel]: Socket } = {
  shell: new Router(),
  control: new Router(),
  stdin: new Router(),
  iopub: new Publisher(),
  hb: new Reply(),
};
const seen = new Set<string>();
/** The newest cell that was sent. */
let newest: Message | undefined;
const queues = new Map<Channel, Promise<void>>();

/** How long a cell may keep an interrupt waiting before it is ended. */
const PATIENCE_MS = 500;
/** How often it is looked whether the kernel still hears after an interrupt. */
const ROUNDS = 4;
/** How long the kernel may take to end after a shutdown. */
const LAST_MS = 3_000;

function tell(incoming: Incoming): void {
  port.postMessage(incoming);
}

/** ZeroMQ allows one send at a time; nothing is ever dropped. */
function send(channel: Channel, frames: readonly (Uint8Array | string)[]): Promise<void> {
  const sent = (queues.get(channel) ?? Promise.resolve())
    .then(() => sockets[channel].send(frames))
    .catch((error) => tell({ kind: "log", text: `could not send on ${channel}: ${error}` }));
  queues.set(channel, sent);
  return sent;
}

async function listen(channel: Channel): Promise<void> {
  for await (const frames of sockets[channel]) {
    if (channel === "hb") {
      await send("hb", frames);
      continue;
    }
    try {
      deliver(channel, open(frames, connection, seen));
    } catch (error) {
      const why = error instanceof Forged ? error.message : `it could not be read (${error})`;
      tell({ kind: "log", text: `a message on ${channel} was dropped: ${why}` });
    }
  }
}

function deliver(channel: Channel, message: Message): void {
  const type = message.header.msg_type;
  if (type === "interrupt_request") {
    send(channel, seal(letter("interrupt_reply", { status: "ok" }, message), connection));
    interrupt(message);
  } else if (type === "shutdown_request") {
    const restart = message.content?.restart === true;
    send(channel, seal(letter("shutdown_reply", { status: "ok", restart }, message), connection));
    tell({ kind: "shutdown", message });
    setTimeout(() => process.kill(process.pid, "SIGKILL"), LAST_MS);
  } else {
    if (type === "execute_request") newest = message;
    tell({ kind: "message", channel, message });
  }
}

/** Asks the kernel to interrupt; when a cell keeps it from hearing, then or soon after, ends what runs there. */
async function interrupt(message: Message): Promise<void> {
  tell({ kind: "interrupt", message });
  for (let round = 0; terminates && round < ROUNDS; round++) {
    const before = Atomics.load(shared, HEARD);
    tell({ kind: "ping" });
    do await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    while (Atomics.load(shared, GUARDED) > 0);
    if (Atomics.load(shared, HEARD) !== before) continue;
    end();
    return;
  }
}

/** Ends what runs in the kernel's thread, if Node survives that. */
function end(): void {
  const session = new Session();
  session.connectToMainThread();
  const done = (): void => void setTimeout(() => session.disconnect(), 50);
  session.post("Runtime.evaluate", { expression: MAY_END, returnByValue: true }, (_, answer) => {
    if (answer?.result.value !== true) {
      warn();
      done();
      return;
    }
    session.post("Runtime.terminateExecution", () => {
      tell({ kind: "terminated" });
      done();
    });
  });
}

const MAY_END = `globalThis[Symbol.for(${JSON.stringify(mayEndName)})]()`;

/** Tells the cell's reader, as the kernel itself cannot. */
function warn(): void {
  const text =
    "This loop cannot be interrupted, because AsyncLocalStorage (or an async hook) is in use: restart the kernel.\n";
  const letterOut = letter("stream", { name: "stderr", text }, newest, { topic: "stream" });
  send("iopub", seal(letterOut, connection));
}

/** A kernel whose Jupyter was killed must not stay behind. */
function watchParent(): void {
  const parent = Number(process.env.JPY_PARENT_PID);
  if (!(parent > 1)) return;
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") process.kill(process.pid, "SIGKILL");
    }
  }, 2_000).unref();
}

port.on("message", async (outgoing: Outgoing) => {
  if (outgoing.kind === "send") {
    send(outgoing.channel, seal(outgoing.letter, connection));
    return;
  }
  await Promise.all(queues.values());
  for (const channel of channels) sockets[channel].close();
  port.close();
});

async function start(): Promise<void> {
  sockets.iopub.sendHighWaterMark = 0;
  for (const channel of channels) {
    sockets[channel].linger = 1_000;
    await sockets[channel].bind(addressOf(connection, channel));
  }
  for (const channel of channels) if (channel !== "iopub") listen(channel);
  watchParent();
  tell({ kind: "ready" });
}

start();
