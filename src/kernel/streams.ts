type StreamName = "stdout" | "stderr";

/** At most one message in so long a time, and the first at once. */
const GATHER_MS = 20;
/** Characters that are sent at once, even in a loop that never waits. */
const LARGE = 1 << 16;

/** Sends what cells write: nothing is lost, and ten thousand lines do not make ten thousand messages. */
export class Streams {
  #name: StreamName = "stdout";
  #texts: string[] = [];
  #length = 0;
  #sent = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  constructor(private readonly send: (name: StreamName, text: string) => void) {}

  /** Puts itself in the place of the process's own streams. */
  install(): void {
    for (const name of ["stdout", "stderr"] as const) {
      process[name].write = ((
        chunk: string | Uint8Array,
        encoding?: unknown,
        done?: (error?: Error) => void,
      ): boolean => {
        this.#write(
          name,
          typeof chunk === "string" ? chunk : this.#decoders[name].decode(chunk, { stream: true }),
        );
        const callback = typeof encoding === "function" ? encoding : done;
        if (callback) queueMicrotask(() => callback());
        return true;
      }) as typeof process.stdout.write;
    }
  }

  /** Sends what was gathered. To be called before any other output of the same cell. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#texts.length === 0) return;
    const text = this.#texts.join("");
    this.#texts = [];
    this.#length = 0;
    this.#sent = performance.now();
    this.send(this.#name, text);
  }

  #write(name: StreamName, text: string): void {
    if (text === "") return;
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length > LARGE || performance.now() - this.#sent > GATHER_MS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }
}
