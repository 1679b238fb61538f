import type { Channel, Connection } from "./connection.js";
import type { Letter, Message } from "./wire.js";

/*
 * The kernel's sockets live in a thread of their own (postman.ts): signatures are checked there, outputs leave while a cell
 * loops, heartbeats are answered, and a cell that never returns can be interrupted. This file is what both threads share.
 */

/** What the postman is started with. */
export interface PostmanData {
  readonly connection: Connection;
  /** `[pings heard, guarded sections entered]`. */
  readonly shared: Int32Array;
  /** Path of tslab's package.json: ZeroMQ is found from there. */
  readonly tslab: string;
  /** Whether a cell that never returns may be ended from outside; see `mayTerminate`. */
  readonly terminates: boolean;
}

/** From the postman to the kernel. */
export type Incoming =
  | { readonly kind: "ready" }
  | { readonly kind: "message"; readonly channel: Channel; readonly message: Message }
  | { readonly kind: "interrupt"; readonly message: Message }
  | { readonly kind: "ping" }
  | { readonly kind: "terminated" }
  | { readonly kind: "shutdown"; readonly message: Message }
  | { readonly kind: "log"; readonly text: string };

/** From the kernel to the postman. */
export type Outgoing =
  | { readonly kind: "send"; readonly channel: Channel; readonly letter: Letter }
  | { readonly kind: "close" };

/** Name of the symbol of a global function by which the postman asks whether what runs may be ended. */
export const mayEndName = "spexlab.mayEnd";

export const HEARD = 0;
export const GUARDED = 1;
