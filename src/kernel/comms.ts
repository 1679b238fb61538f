import { randomUUID } from "node:crypto";
import type { Message } from "./wire.js";

/** Sends a message on iopub, as part of the cell (or the question) that is `parent`; else of the newest cell. */
export type Publish = (
  type: string,
  content: object,
  more?: { parent?: Message; metadata?: object; buffers?: readonly Uint8Array[] },
) => void;

/** An open channel to one object in the frontend. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  send(data: object, parent?: Message): void;
  onMessage?(data: Record<string, unknown>, message: Message): void;
  onClose?(): void;
}

/** Jupyter's comms: both sides may open one, by the name of a target that the other side knows. */
export class Comms {
  readonly #open = new Map<string, Comm>();
  readonly #targets = new Map<string, (comm: Comm) => void>();

  constructor(private readonly publish: Publish) {}

  /** What happens when the frontend opens a comm for this target. */
  accept(target: string, opened: (comm: Comm) => void): void {
    this.#targets.set(target, opened);
  }

  open(target: string, data: object, metadata: object): Comm {
    const comm = this.#make(randomUUID().replaceAll("-", ""), target);
    this.publish("comm_open", { comm_id: comm.id, target_name: target, data }, { metadata });
    return comm;
  }

  /** A `comm_open`, `comm_msg` or `comm_close` from the frontend. */
  handle(message: Message): void {
    const { comm_id: id, target_name: target, data } = message.content;
    if (message.header.msg_type === "comm_open") {
      const opened = this.#targets.get(target);
      if (opened === undefined) this.publish("comm_close", { comm_id: id, data: {} }, { parent: message });
      else opened(this.#make(String(id), String(target)));
      return;
    }
    const comm = this.#open.get(id);
    if (message.header.msg_type === "comm_msg") comm?.onMessage?.(data ?? {}, message);
    else {
      this.#open.delete(id);
      comm?.onClose?.();
    }
  }

  /** The open comms of a target (of all targets when it is undefined), as `comm_info_reply` wants them. */
  info(target: unknown): { [id: string]: { target_name: string } } {
    const listed = [...this.#open.values()].filter((comm) => target === undefined || comm.target === target);
    return Object.fromEntries(listed.map((comm) => [comm.id, { target_name: comm.target }]));
  }

  #make(id: string, target: string): Comm {
    const comm: Comm = {
      id,
      target,
      send: (data, parent) => this.publish("comm_msg", { comm_id: id, data }, { parent }),
    };
    this.#open.set(id, comm);
    return comm;
  }
}
