import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { SpexlabError, shown } from "../src/errors.js";
import { kernelHost } from "../src/host.js";
import type { Json } from "../src/types.js";
import { shorten } from "./labels.js";
import type { VegaChart } from "./vega/chart.js";

/**
 * One thing in the forms a notebook knows; the frontend takes the richest it can show.
 *
 * @category Widgets
 */
export interface MimeBundle {
  /** For terminals and as a fallback. */
  readonly "text/plain": string;
  /** A fragment that asks nothing of the network. */
  readonly "text/html"?: string;
  /** The picture as an SVG document. */
  readonly "image/svg+xml"?: string;
  /** The content as plain data. */
  readonly "application/json"?: unknown;
  /** A Vega-Lite 5 specification. */
  readonly "application/vnd.vegalite.v5+json"?: object;
}

/** What tslab's `lastWriteDisplayData` takes. */
interface DisplayData {
  readonly data: MimeBundle;
  readonly metadata: object;
  readonly transient: { readonly display_id?: string };
}

/**
 * The function with which the running tslab cell sends a display, or null outside tslab.
 * tslab replaces it for every cell, so it is looked up in its module each time and must not be kept.
 *
 * With `update` true a display sent before under the same `transient.display_id` is replaced.
 */
export function tslabDisplay(): ((content: DisplayData, update: boolean) => void) | null {
  const cache = createRequire(import.meta.url).cache;
  for (const file in cache) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file)) continue;
    const send: unknown = cache[file]?.exports?.lastWriteDisplayData;
    if (typeof send === "function") return send as (content: DisplayData, update: boolean) => void;
  }
  return null;
}

/**
 * The body of an `inspect.custom` method of an object that shows itself.
 *
 * As the last expression of a tslab cell the whole bundle is sent and nothing is printed; inside another object a
 * one-line text comes back; in plain Node the text.
 *
 * @param depth the first argument of `inspect.custom`: levels left
 * @param options its second argument; at the top level `options.depth` equals `depth`
 */
export function showInspect(
  bundle: () => MimeBundle,
  text: () => string,
  line: () => string,
  depth: number | null,
  options: { readonly depth?: number | null },
): string {
  if (depth !== (options.depth ?? null)) return line();
  const send = tslabDisplay();
  if (send === null) return text();
  send({ data: bundle(), metadata: {}, transient: {} }, false);
  swallowBlankLine();
  return "";
}

/** Swallows the line end that console.log writes after an empty text, and nothing else. */
function swallowBlankLine(): void {
  const { stdout } = process;
  const write = stdout.write;
  const once = function (this: unknown, ...given: Parameters<typeof write>): boolean {
    restore();
    return (given[0] as unknown) === "\n" ? true : write.apply(stdout, given);
  } as typeof write;
  const restore = (): void => {
    if (stdout.write === once) stdout.write = write;
  };
  stdout.write = once;
  queueMicrotask(restore);
}

/** What an object must be able to say of itself to show itself. */
export interface Shown {
  bundle(): MimeBundle;
  toString(): string;
  /** One line, for when it lies inside another object. */
  line(): string;
}

/**
 * Gives the objects of a class (by its prototype, from a static block) the two methods by which consoles and notebooks
 * let an object show itself: `Symbol.for("nodejs.util.inspect.custom")` and `Symbol.for("Jupyter.display")`.
 */
export function showsItself(prototype: Shown): void {
  Object.defineProperties(prototype, {
    [Symbol.for("Jupyter.display")]: {
      value(this: Shown): MimeBundle {
        return this.bundle();
      },
    },
    [Symbol.for("nodejs.util.inspect.custom")]: {
      value(this: Shown, depth: number | null, options: { readonly depth?: number | null }): string {
        return showInspect(
          () => this.bundle(),
          () => this.toString(),
          () => this.line(),
          depth,
          options,
        );
      },
    },
  });
}

/** How a widget makes its forms; each is made when first asked for. */
export interface WidgetForms {
  /** One line: what it shows. */
  readonly title: string;
  /** With an address the output may ask the kernel that shows it; see `answer`. */
  html(address?: string): string;
  /** The picture, for widgets that have one. */
  svg?(): string;
  text(): string;
  /** The same as a Vega-Lite chart, for widgets that have one. */
  vega?(): VegaChart;
  /** Answers what the output asks while the kernel that shows it runs. */
  answer?(question: Json, signal: AbortSignal): Promise<Json>;
}

/**
 * Something to look at: shows itself as the last expression of a notebook cell, prints as text elsewhere, and saves
 * itself as a page or a picture. Frozen.
 *
 * @category Widgets
 */
export class Widget {
  /** One line: what it shows. */
  readonly title: string;
  readonly #forms: WidgetForms;
  readonly #page: (widgets: readonly Widget[]) => string;
  #html: string | undefined;
  #svg: string | undefined;

  /** Widgets come from verbs such as `e.force()`: the constructor is theirs. */
  constructor(forms: WidgetForms, page: (widgets: readonly Widget[]) => string) {
    this.title = forms.title;
    this.#forms = forms;
    this.#page = page;
    Object.freeze(this);
  }

  /** An HTML fragment: what a notebook shows. It asks nothing of the network. */
  html(): string {
    this.#html ??= this.#forms.html();
    return this.#html;
  }

  /** The picture as an SVG document. Throws `NO_PICTURE` when the widget has none. */
  svg(): string {
    if (this.#forms.svg === undefined) {
      throw new SpexlabError(
        "NO_PICTURE",
        `"${this.title}" has no picture; use .html() or save it as .html.`,
      );
    }
    this.#svg ??= this.#forms.svg();
    return this.#svg;
  }

  /** The same as a Vega-Lite chart to brush, link and edit. Throws `NO_PICTURE` when the widget has none. */
  vega(): VegaChart {
    if (this.#forms.vega === undefined) {
      throw new SpexlabError(
        "NO_PICTURE",
        `"${this.title}" has no Vega-Lite form; e.linked(), e.decay(), sx.beeswarm(…) and the charts of sweeps have one.`,
      );
    }
    return this.#forms.vega();
  }

  /** As text, for a terminal: the same content in lines. */
  toString(): string {
    return this.#forms.text();
  }

  /**
   * Writes the widget to a file: `.svg` the picture alone, `.html` a page that needs nothing else.
   * Throws `BAD_PATH` for any other ending.
   */
  save(path: string): void {
    if (typeof path === "string" && path.endsWith(".svg")) writeFileSync(path, this.svg());
    else if (typeof path === "string" && path.endsWith(".html")) writeFileSync(path, this.#page([this]));
    else
      throw new SpexlabError("BAD_PATH", `Expected a path that ends in .html or .svg, got ${shown(path)}.`);
  }

  /** All forms at once, for notebooks. In our own kernel the output of a live widget can ask the kernel. */
  bundle(): MimeBundle {
    const host = kernelHost();
    const { answer } = this.#forms;
    const html = host && answer ? this.#forms.html(host.serve(answer)) : this.html();
    return { "text/plain": this.toString(), "text/html": html };
  }

  /** One line, for a widget inside another object. */
  line(): string {
    return `[Widget ${shorten(this.title, 400, 12)}]`;
  }

  static {
    showsItself(Widget.prototype);
  }
}
