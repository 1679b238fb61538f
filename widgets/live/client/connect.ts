/** What the page offers to outputs of one kernel. */
export interface Line {
  /** Resolves with the kernel's answer. Rejects with its error, or when it does not hear. */
  ask(to: string, question: unknown): Promise<unknown>;
}

/** Anywidget's model, as far as we use it. */
interface Model {
  get(name: string): unknown;
  send(content: unknown): void;
  on(event: string, listener: (content: never) => void): void;
  off(event: string, listener: (content: never) => void): void;
}

/**
 * Runs in the reader's browser when the invisible bridge widget is made there: carries questions of outputs to the kernel,
 * those of one moment in one message. Outputs find it in a map on the window, by the kernel's name, and hear of its coming
 * and going by the event "spexlab-bridge". Returns what to do when the widget goes.
 *
 * Its compiled text is sent to the browser, so it stands alone and uses nothing from outside its own body.
 */
export function connect({ model }: { model: Model }): () => void {
  const HEARING_MS = 8_000;
  const key = Symbol.for("spexlab.bridges");
  const page = globalThis as unknown as { [key]?: Map<string, Line> };
  const bridges = (page[key] ??= new Map<string, Line>());
  const kernel = String(model.get("kernel"));

  interface Waiting {
    readonly timer: ReturnType<typeof setTimeout>;
    resolve(answer: unknown): void;
    reject(error: Error): void;
  }
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let batch: { nr: number; to: string; question: unknown }[] = [];

  const settle = (nr: number): Waiting | undefined => {
    const found = waiting.get(nr);
    waiting.delete(nr);
    if (found) clearTimeout(found.timer);
    return found;
  };

  const line: Line = {
    ask: (to, question) =>
      new Promise((resolve, reject) => {
        const nr = ++last;
        const timer = setTimeout(
          () => settle(nr)?.reject(new Error("The kernel does not answer: it is busy or gone.")),
          HEARING_MS,
        );
        waiting.set(nr, { timer, resolve, reject });
        batch.push({ nr, to, question });
        if (batch.length > 1) return;
        setTimeout(() => {
          const questions = batch;
          batch = [];
          try {
            model.send({ questions });
          } catch {
            for (const asked of questions) settle(asked.nr)?.reject(new Error("The kernel is gone."));
          }
        }, 10);
      }),
  };

  interface Told {
    heard?: number[];
    nr?: number;
    answer?: unknown;
    error?: string;
    progress?: { of: string; percent: number; words: string };
  }

  const heard = (content: Told): void => {
    if (content.progress) showProgress(content.progress);
    for (const nr of content.heard ?? []) clearTimeout(waiting.get(nr)?.timer);
    if (content.nr === undefined) return;
    const found = settle(content.nr);
    if (content.error === undefined) found?.resolve(content.answer);
    else found?.reject(new Error(content.error));
  };

  const showProgress = ({ of, percent, words }: NonNullable<Told["progress"]>): void => {
    for (const shown of document.querySelectorAll(`[data-spexlab-progress="${of}"]`)) {
      const bar = shown.querySelector<HTMLElement>("[data-part=bar]");
      const text = shown.querySelector("[data-part=words]");
      if (bar) bar.style.width = `${percent}%`;
      if (text) text.textContent = words;
    }
  };

  /** Stop buttons: by their own event, as the output that holds one is replaced several times a second. */
  const stop = (event: Event): void => {
    const button =
      event.target instanceof Element && event.target.closest<HTMLElement>("[data-spexlab-stop]");
    if (!button) return;
    if (event instanceof KeyboardEvent && event.key !== "Enter" && event.key !== " ") return;
    const [of, to] = button.dataset.spexlabStop!.split("/");
    if (of !== kernel) return;
    event.preventDefault();
    event.stopPropagation();
    button.textContent = "Stopping…";
    line.ask(to, "stop").catch(() => {});
  };
  const style = document.createElement("style");
  style.textContent = `[data-spexlab-stop^="${kernel}/"]{display:inline-block!important}`;
  document.head.append(style);
  document.addEventListener("pointerdown", stop, true);
  document.addEventListener("keydown", stop, true);

  model.on("msg:custom", heard as (content: never) => void);
  bridges.set(kernel, line);
  globalThis.dispatchEvent(new CustomEvent("spexlab-bridge", { detail: kernel }));

  return () => {
    model.off("msg:custom", heard as (content: never) => void);
    document.removeEventListener("pointerdown", stop, true);
    document.removeEventListener("keydown", stop, true);
    style.remove();
    if (bridges.get(kernel) === line) bridges.delete(kernel);
    for (const nr of [...waiting.keys()]) settle(nr)?.reject(new Error("The kernel is gone."));
    globalThis.dispatchEvent(new CustomEvent("spexlab-bridge", { detail: kernel }));
  };
}
