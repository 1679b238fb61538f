/**
 * What runs in the reader's browser: makes a static view live. Its compiled text is put into every output, so it stands
 * alone: it uses nothing from outside its own body, asks nothing of the network, and does nothing twice.
 *
 * Pictures become part of the page (and follow its theme). Words become switches: the surrogate's value without the
 * words that are off is computed from the Fourier terms in the payload, f(x) = Σ_S F(S)(−1)^{|S∩x|}. Where the output has
 * an address and the bridge to its kernel is there (see connect.ts), the model itself is asked as well.
 */
export function upgrade(tag: string): void {
  if (customElements.get(tag) !== undefined) return;

  /** `terms`: base64 of little-endian order (uint16), players (uint16) and value (float64) columns. */
  interface Payload {
    readonly n: number;
    readonly length: number;
    readonly orders: string;
    readonly players: string;
    readonly values: string;
    readonly rows: number[][];
    readonly full: number;
    readonly digits: number;
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

    connectedCallback(): void {
      if (this.#ready) return;
      this.#ready = true;
      for (const picture of this.querySelectorAll<HTMLImageElement>("img.sx-picture")) this.#inline(picture);
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

    #inline(picture: HTMLImageElement): void {
      const text = new TextDecoder().decode(bytes(picture.src.slice(picture.src.indexOf(",") + 1)));
      const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      if (svg.localName !== "svg") return;
      svg.setAttribute("style", `${svg.getAttribute("style") ?? ""};max-width:100%;height:auto`);
      picture.replaceWith(document.importNode(svg, true));
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
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `Each ${payload.word} is a switch; arrow keys move between them`);
      // JupyterLab would take Enter and the arrow keys for itself.
      box.setAttribute("data-lm-suppress-shortcuts", "true");
      this.#words.forEach((word, k) => {
        word.setAttribute("role", "button");
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
      this.#reset.textContent = `All ${payload.word}s on`;
      this.#reset.addEventListener("click", () => {
        this.#present.fill(1);
        this.#show();
        this.#words[0].focus();
      });
      this.#model = document.createElement("span");
      this.#model.className = "sx-model";
      this.#model.setAttribute("role", "status");
      line.append(this.#answer, " ", this.#model, " ", this.#reset);
      box.after(line);
      this.#show();
      addEventListener("spexlab-bridge", () => this.#askModel());
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
      const off = Array.from(this.#present.keys()).filter((player) => this.#present[player] === 0);
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
            const now = Array.from(this.#present.keys()).filter((player) => this.#present[player] === 0);
            if (trouble === undefined || now.join() !== key) this.#askModel();
            else this.#model!.textContent = `The model could not be asked: ${trouble}`;
          });
      }
    }

    #signed(v: number): string {
      const text = Math.abs(v).toFixed(this.#payload!.digits);
      return Number(text) === 0 ? text : `${v < 0 ? "−" : "+"}${text}`;
    }

    #toggle(k: number): void {
      const player = this.#player(k);
      this.#present[player] ^= 1;
      this.#focusable(k);
      this.#show();
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
      const { full, word: name, n, rows } = this.#payload!;
      const signed = (v: number): string => this.#signed(v);
      this.#askModel();
      this.#words.forEach((word, k) => {
        const on = this.#present[this.#player(k)] === 1;
        word.classList.toggle("sx-off", !on);
        word.setAttribute("aria-pressed", String(on));
      });
      const gone = rows.map((players) => players.some((player) => this.#present[player] === 0));
      this.querySelectorAll(".sx-row").forEach((row, k) => {
        row.classList.toggle("sx-gone", gone[k]);
      });
      for (const arc of this.querySelectorAll(".sx-arc")) {
        arc.classList.toggle("sx-gone", gone[Number(arc.getAttribute("data-number")) - 1]);
      }
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
        ` instead of ${signed(full)} (change ${signed(change)}).`,
      );
    }
  }
  customElements.define(tag, SpexlabView);
}
