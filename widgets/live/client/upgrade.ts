import type { smallestCrossing } from "../../../src/explanation/removal/flip.js";
import type { exactRemoval, greedyRemoval } from "../../../src/explanation/removal/search.js";
import type { Switches } from "../../../src/explanation/removal/switches.js";
import type { Browsing, browse, Listed } from "./browse.js";
import type { inlinePicture } from "./inlinePicture.js";

/** What the element works with, handed over: in a browser it can import nothing. */
export interface Tools {
  readonly browse: typeof browse;
  readonly inlinePicture: typeof inlinePicture;
  readonly Switches: typeof Switches;
  readonly greedyRemoval: typeof greedyRemoval;
  readonly exactRemoval: typeof exactRemoval;
  readonly smallestCrossing: typeof smallestCrossing;
}

/**
 * What runs in the reader's browser: makes a static view live. Its compiled text is put into every output, so it stands
 * alone: it uses nothing from outside its own body, asks nothing of the network, and does nothing twice.
 *
 * Pictures become part of the page (and follow its theme). Words become switches: the surrogate's value without the
 * words that are off is computed from the Fourier terms in the payload, f(x) = Σ_S F(S)(−1)^{|S∩x|}. Where the output has
 * an address and the bridge to its kernel is there (see connect.ts), the model itself is asked as well.
 */
export function upgrade(tag: string, tools: Tools): void {
  if (customElements.get(tag) !== undefined) return;

  /** `terms`: base64 of little-endian order (uint16), players (uint16) and value (float64) columns. */
  interface Payload {
    readonly n: number;
    readonly length: number;
    readonly orders: string;
    readonly players: string;
    readonly values: string;
    /** Interactions to browse, strongest first; the first `top` stand in the static list. */
    listed: readonly Listed[];
    readonly top: number;
    /** The surrogate's value with all players; null without a surrogate: then there is a list to browse and nothing to switch off. */
    readonly full: number | null;
    /** How far to trust the surrogate, in a few words; empty when that was not measured. */
    readonly trust: string;
    /** Digits after the point: of answers, and of values in the list where those differ. */
    readonly digits: number;
    listDigits?: number;
    /** What a player is called. */
    readonly word: string;
  }

  /** Asks the kernel; see `Line` in connect.ts. */
  interface Line {
    ask(to: string, question: unknown): Promise<unknown>;
  }

  const bytes = (base64: string): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

  class SpexlabView extends HTMLElement {
    #ready = false;
    #payload: Payload | undefined;
    #orders: Uint16Array = new Uint16Array(0);
    #players: Uint16Array = new Uint16Array(0);
    #values: Float64Array = new Float64Array(0);
    #present: Uint8Array = new Uint8Array(0);
    /** What stands for players: words, chips, regions of an image. */
    #words: (HTMLElement | SVGElement)[] = [];
    #answer: HTMLElement | undefined;
    #model: HTMLElement | undefined;
    /** What the model said, by the players that are off. */
    readonly #said = new Map<string, number>();
    #asking = false;
    #reset: HTMLButtonElement | undefined;
    #browsing: Browsing = { rows: [], list() {} };

    connectedCallback(): void {
      if (this.#ready) return;
      this.#ready = true;
      for (const picture of this.querySelectorAll<HTMLImageElement>("img.sx-picture"))
        tools.inlinePicture(picture);
      const data = this.querySelector('script[type="application/json"]');
      if (data !== null) this.#start(JSON.parse(data.textContent ?? ""));
    }

    /** The surrogate's value when only these players are present. */
    evaluate(present: ArrayLike<number>): number {
      let value = 0;
      let at = 0;
      for (let k = 0; k < this.#values.length; k++) {
        let odd = 0;
        for (const end = at + this.#orders[k]; at < end; at++) odd ^= present[this.#players[at]];
        value += odd === 1 ? -this.#values[k] : this.#values[k];
      }
      return value;
    }

    #start(payload: Payload): void {
      this.#payload = payload;
      this.#orders = new Uint16Array(bytes(payload.orders).buffer);
      this.#players = new Uint16Array(bytes(payload.players).buffer);
      this.#values = new Float64Array(bytes(payload.values).buffer);
      this.#present = new Uint8Array(payload.n).fill(1);
      this.#words = [...this.querySelectorAll<HTMLElement | SVGElement>(".sx-w")];
      const box = this.querySelector<HTMLElement>(".sx-words");
      if (box === null || this.#words.length === 0) return;
      const byPlayer = new Map(this.#words.map((word, k) => [this.#player(k), word]));
      for (const [player, word] of byPlayer) {
        for (const [event, on] of [
          ["mouseenter", true],
          ["mouseleave", false],
        ] as const) {
          word.addEventListener(event, () => {
            for (const { element, players } of this.#browsing.rows) {
              element.classList.toggle("sx-has", on && players.includes(player));
            }
          });
        }
      }
      if (payload.full !== null) this.#switching(box);
      this.#browsing = tools.browse(
        this,
        payload.listed,
        payload.top,
        byPlayer,
        (value) => this.#signed(value, this.#payload!.listDigits),
        () => this.#fade(),
      );
      if (payload.full === null) return;
      this.#show();
      if (this.dataset.live !== undefined) addEventListener("spexlab-bridge", () => this.#askModel());
    }

    /** Lists the interactions of another index; `digits` after the point. Which players are off stays. */
    list(listed: readonly Listed[], digits: number): void {
      this.#payload!.listed = listed;
      this.#payload!.listDigits = digits;
      this.#browsing.list(listed);
    }

    /** The players that are off. */
    get off(): readonly number[] {
      return Array.from(this.#present.keys()).filter((player) => this.#present[player] === 0);
    }

    /** Switches these players off and all others on. Says nothing to listeners of "spexlab-switch", which hear what the reader does. */
    switchOff(players: readonly number[]): void {
      if (this.#answer === undefined) return;
      this.#present.fill(1);
      for (const player of players) this.#present[player] = 0;
      this.#show();
    }

    /** Makes each player a switch, with the surrogate's answer below. */
    #switching(box: HTMLElement): void {
      const { word: name } = this.#payload!;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `Each ${name} is a switch; arrow keys move between them`);
      // JupyterLab would take Enter and the arrow keys for itself.
      box.setAttribute("data-lm-suppress-shortcuts", "true");
      this.#words.forEach((word, k) => {
        word.setAttribute("role", "button");
        // An image whose parts are switches is no image to a screen reader.
        word.closest("svg")?.setAttribute("role", "group");
        word.setAttribute("aria-pressed", "true");
        word.setAttribute("tabindex", k === 0 ? "0" : "-1");
      });
      box.addEventListener("click", (event) => {
        const k = this.#words.indexOf((event.target as Element).closest<HTMLElement | SVGElement>(".sx-w")!);
        if (k >= 0) this.#toggle(k);
      });
      box.addEventListener("keydown", (event) => this.#key(event));

      const line = document.createElement("div");
      line.className = "sx-now";
      this.#answer = document.createElement("span");
      this.#answer.setAttribute("role", "status");
      this.#answer.setAttribute("aria-live", "polite");
      this.#reset = document.createElement("button");
      this.#reset.type = "button";
      this.#reset.textContent = `All ${name}s on`;
      this.#reset.addEventListener("click", () => {
        this.#present.fill(1);
        this.#switched();
        this.#words[0].focus();
      });
      this.#model = document.createElement("span");
      this.#model.className = "sx-model";
      this.#model.setAttribute("role", "status");
      line.append(this.#answer, " ", this.#model, " ", this.#reset);
      box.after(line, this.#flipping());
    }

    /** Shows what the reader switched, and tells it. */
    #switched(): void {
      this.#show();
      this.dispatchEvent(new CustomEvent("spexlab-switch", { bubbles: true }));
    }

    /** "What would change the answer?": a button, the value to cross, and what was found. */
    #flipping(): HTMLElement {
      const { word, n, length } = this.#payload!;
      const full = this.#payload!.full!;
      const box = document.createElement("div");
      box.className = "sx-flip";
      box.setAttribute("data-lm-suppress-shortcuts", "true");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "What would change the answer?";
      const label = document.createElement("label");
      const threshold = document.createElement("input");
      threshold.type = "number";
      threshold.step = "any";
      threshold.value = "0";
      label.append("to the other side of ", threshold);
      const said = document.createElement("span");
      said.setAttribute("role", "status");
      button.addEventListener("click", () => {
        const value = Number(threshold.value);
        if (threshold.value.trim() === "" || !Number.isFinite(value)) {
          said.textContent = "Write a number to cross into the box.";
          return;
        }
        const offsets = new Uint32Array(length + 1);
        for (let k = 0; k < length; k++) offsets[k + 1] = offsets[k] + this.#orders[k];
        const terms = { n, length, offsets, players: Uint32Array.from(this.#players), values: this.#values };
        const switches = new tools.Switches(terms);
        const { found, proven } = tools.smallestCrossing(tools, switches, full, value, 30_000_000);
        const direction = full > value ? "below" : "above";
        if (found === null) {
          said.textContent = proven
            ? `No set of ${word}s takes the surrogate ${direction} ${this.#signed(value)}.`
            : `No set of ${word}s was found that takes the surrogate ${direction} ${this.#signed(value)}; the search was not exhaustive.`;
          return;
        }
        this.#present.fill(1);
        for (const player of found.players) this.#present[player] = 0;
        this.#switched();
        const many = found.players.length;
        const which = many === 1 ? `that ${word}` : `those ${many} ${word}s`;
        said.textContent = `Without ${which} the surrogate goes from ${this.#signed(full)} to ${this.#signed(full + found.change)}; ${
          proven
            ? many === 1
              ? "one is enough."
              : `fewer than ${many} do not do it.`
            : "a smaller set may do it too: the search was not exhaustive."
        }`;
      });
      box.append(button, " ", label, " ", said);
      return box;
    }

    /** The bridge to the kernel that showed this output, if it is there. */
    #line(): Line | undefined {
      const bridges = (globalThis as unknown as Record<symbol, Map<string, Line> | undefined>)[
        Symbol.for("spexlab.bridges")
      ];
      return bridges?.get(this.dataset.live!.split("/")[0]);
    }

    /** Shows beside the surrogate what the model itself says; asks for the newest choice when the last is answered. */
    #askModel(): void {
      if (this.dataset.live === undefined) return;
      const { off } = this;
      const line = this.#line();
      if (off.length === 0) {
        this.#model!.textContent = line ? "The model itself is asked too." : "";
        return;
      }
      const key = off.join();
      const said = this.#said.get(key);
      if (said !== undefined) {
        const value = document.createElement("b");
        value.className = "sx-model-value";
        value.textContent = this.#signed(said);
        this.#model!.replaceChildren("The model itself says ", value, ".");
      } else if (line === undefined) {
        this.#model!.textContent =
          "The model itself cannot be asked: the kernel that made this output is not here.";
      } else {
        this.#model!.textContent = "Asking the model…";
        if (this.#asking) return;
        this.#asking = true;
        line
          .ask(this.dataset.live.split("/")[1], { off: [off] })
          .then(
            (answer) => {
              this.#said.set(key, (answer as { values: number[] }).values[0]);
              return undefined;
            },
            (error: Error) => error.message,
          )
          .then((trouble) => {
            this.#asking = false;
            if (trouble === undefined || this.off.join() !== key) this.#askModel();
            else this.#model!.textContent = `The model could not be asked: ${trouble}`;
          });
      }
    }

    #signed(v: number, digits = this.#payload!.digits): string {
      // As `number` in labels.ts: sizes whose plain digits are mostly zeros have a power of ten.
      const text =
        digits > 90
          ? v === 0
            ? "0"
            : Math.abs(v).toExponential(2).replace("e+", "e").replaceAll("-", "−")
          : Math.abs(v).toFixed(digits);
      return Number(text) === 0 ? text : `${v < 0 ? "−" : "+"}${text}`;
    }

    #toggle(k: number): void {
      const player = this.#player(k);
      this.#present[player] ^= 1;
      this.#focusable(k);
      this.#switched();
    }

    #key(event: KeyboardEvent): void {
      const k = this.#words.indexOf(event.target as HTMLElement);
      if (k < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      const last = this.#words.length - 1;
      const steps: { [key: string]: number } = {
        ArrowRight: k + 1,
        ArrowDown: k + 1,
        ArrowLeft: k - 1,
        ArrowUp: k - 1,
        Home: 0,
        End: last,
      };
      if (event.key === "Enter" || event.key === " ") this.#toggle(k);
      else if (event.key in steps) {
        const to = Math.min(last, Math.max(0, steps[event.key]));
        this.#focusable(to);
        this.#words[to].focus();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    }

    #focusable(k: number): void {
      for (const word of this.#words) word.setAttribute("tabindex", "-1");
      this.#words[k].setAttribute("tabindex", "0");
    }

    #player(k: number): number {
      return Number(this.#words[k].dataset.player);
    }

    #show(): void {
      const { word: name, n, trust } = this.#payload!;
      const full = this.#payload!.full!;
      const signed = (v: number): string => this.#signed(v);
      this.#askModel();
      this.#words.forEach((word, k) => {
        const on = this.#present[this.#player(k)] === 1;
        word.classList.toggle("sx-off", !on);
        word.setAttribute("aria-pressed", String(on));
      });
      this.#fade();
      const off = this.#present.reduce((sum, bit) => sum + 1 - bit, 0);
      this.#reset!.hidden = off === 0;
      const value = off === 0 ? full : this.evaluate(this.#present);
      const change = value - full;
      this.#answer!.replaceChildren();
      if (off === 0) {
        this.#answer!.textContent =
          `Click a ${name} (or press Enter on it) to switch it off: the surrogate answers at once.`;
        return;
      }
      const now = document.createElement("b");
      now.className = "sx-value";
      now.textContent = signed(value);
      this.#answer!.append(
        `Without ${off === 1 ? `that ${name}` : `those ${off} of ${n} ${name}s`} the surrogate says `,
        now,
        ` instead of ${signed(full)} (change ${signed(change)}${trust === "" ? "" : `; ${trust}`}).`,
      );
    }

    /** Interactions that have a player who is off count no longer. */
    #fade(): void {
      const isGone = (players: readonly number[]): boolean =>
        players.some((player) => this.#present[player] === 0);
      for (const { element, players } of this.#browsing.rows)
        element.classList.toggle("sx-gone", isGone(players));
      for (const arc of this.querySelectorAll(".sx-arc")) {
        const players = this.#payload!.listed[Number(arc.getAttribute("data-number")) - 1]?.[0] ?? [];
        arc.classList.toggle("sx-gone", isGone(players));
      }
    }
  }
  customElements.define(tag, SpexlabView);
}
