import { randomUUID } from "node:crypto";
import { bridgeModule } from "../../widgets/live/bridge.js";
import type { KernelHost } from "../host.js";
import type { Json } from "../types.js";
import type { Comm, Comms } from "./comms.js";
import { onFreshStack } from "./freshStack.js";
import type { Message } from "./wire.js";

type Passing = NonNullable<KernelHost["passing"]>;
type Answer = (question: Json, signal: AbortSignal) => Promise<Json>;

/** Addresses that stay valid: an output that is older than so many others asks in vain, and is told so. */
const KEPT = 1_000;

/**
 * The way from outputs to the kernel: an invisible widget (anywidget's model without a view) whose browser side carries the
 * questions of all outputs of this kernel. It is opened with the first output that wants it and found again after a reload.
 */
export class Bridge implements KernelHost {
  readonly version = 1;
  /** Part of every address: two kernels may show outputs on one page. */
  readonly #id: string = randomUUID();
  readonly #answers = new Map<string, Answer>();
  readonly #underWay = new Set<AbortController>();
  #comm: Comm | undefined;

  constructor(
    private readonly comms: Comms,
    readonly passing: Passing,
  ) {
    comms.accept("jupyter.widget.control", (control) => {
      control.onMessage = ({ method }, message) => {
        if (method !== "request_states") return;
        control.send({ method: "update_states", states: this.#states(), buffer_paths: [] }, message);
      };
    });
  }

  serve(answer: Answer): string {
    this.#comm ??= this.#opened();
    const id = randomUUID();
    this.#answers.set(id, answer);
    if (this.#answers.size > KEPT) this.#answers.delete(this.#answers.keys().next().value!);
    return `${this.#id}/${id}`;
  }

  progress(address: string, state: { readonly percent: number; readonly words: string }): void {
    this.#comm?.send({ method: "custom", content: { progress: { of: address, ...state } } });
  }

  /** Interrupt: questions under way are answered with an error. */
  interrupt(): void {
    for (const controller of this.#underWay) controller.abort(new Error("Interrupted by the user."));
  }

  #opened(): Comm {
    const comm = this.comms.open(
      "jupyter.widget",
      { state: this.#state(), buffer_paths: [] },
      { version: "2.1.0" },
    );
    comm.onMessage = (data, message) => {
      if (data.method === "request_state") {
        comm.send({ method: "update", state: this.#state(), buffer_paths: [] }, message);
      } else if (data.method === "custom") this.#asked(comm, data.content, message);
    };
    comm.onClose = () => {
      this.#comm = undefined;
    };
    return comm;
  }

  /** A batch of questions; each is answered for itself, as soon as it can be. */
  #asked(comm: Comm, content: unknown, message: Message): void {
    const questions = (content as { questions?: unknown })?.questions;
    if (!Array.isArray(questions)) return;
    comm.send({ method: "custom", content: { heard: questions.map(({ nr }) => nr) } }, message);
    for (const { nr, to, question } of questions) {
      this.#answer(String(to), question).then(
        (answer) => comm.send({ method: "custom", content: { nr, answer } }, message),
        (error: unknown) => {
          const text = error instanceof Error ? error.message : String(error);
          comm.send({ method: "custom", content: { nr, error: text } }, message);
        },
      );
    }
  }

  #answer(id: string, question: Json): Promise<Json> {
    const answer = this.#answers.get(id);
    if (answer === undefined) {
      return Promise.reject(new Error("The kernel no longer knows this output: run its cell again."));
    }
    const controller = new AbortController();
    this.#underWay.add(controller);
    return new Promise<Json>((resolve, reject) => {
      controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
      // On a stack of its own, so that a model that never returns can be ended and this promise still settles.
      onFreshStack(() => answer(question, controller.signal).then(resolve, reject));
    }).finally(() => this.#underWay.delete(controller));
  }

  #states(): object {
    if (this.#comm === undefined) return {};
    const { _model_name, _model_module, _model_module_version } = this.#state();
    return {
      [this.#comm.id]: {
        model_name: _model_name,
        model_module: _model_module,
        model_module_version: _model_module_version,
        state: this.#state(),
      },
    };
  }

  #state() {
    return {
      _model_module: "anywidget",
      _model_name: "AnyModel",
      _model_module_version: ">=0.9.0",
      _view_module: "anywidget",
      _view_name: "AnyView",
      _view_module_version: ">=0.9.0",
      _view_count: null,
      _dom_classes: [],
      _anywidget_id: "spexlab.bridge",
      _esm: bridgeModule,
      kernel: this.#id,
    };
  }
}
