import { writeFileSync } from "node:fs";
import { SpexlabError, shown } from "../../src/errors.js";
import { shorten } from "../labels.js";
import { pageOf } from "../live/fragment.js";
import { stillHtml } from "../live/still.js";
import { type MimeBundle, showsItself } from "../show.js";
import type { Spec } from "./spec.js";

/** The picture at nine tenths of its size: frontends show it at its full width whatever room there is, and a window of 600 pixels has margins. */
function narrower(svg: string): string {
  const less = (attribute: string): string =>
    attribute.replace(/[\d.]+/, (size) => String(Math.round(0.9 * Number(size))));
  return svg.replace(/^<svg[^>]*>/, (root) => root.replace(/ (?:width|height)="[\d.]+"/g, less));
}

/** What a Vega-Lite chart is made of. */
export interface VegaParts {
  readonly title: string;
  readonly spec: () => Spec;
  /** The same content as a still picture, for readers without Vega. */
  readonly svg: () => string;
  readonly text: () => string;
}

/**
 * A chart as a Vega-Lite specification: JupyterLab draws it, alive also in a notebook that is not trusted; where Vega is missing (nbconvert, pages)
 * the still picture stands in. `spec` is plain data to take elsewhere, `edit` changes it. Frozen.
 *
 * @example
 * const e = sx.fromMoebius(["not", "bad"], [[["bad"], -2], [["not", "bad"], 3]]);
 * const chart = e.linked().edit((spec) => ({ ...spec, background: "ivory" }));
 * chart.spec.background; // "ivory"
 * @category Widgets
 */
export class VegaChart {
  /** One line: what it shows. */
  readonly title: string;
  readonly #parts: VegaParts;

  /** Charts come from `e.linked()` and from `.vega()` of a widget: the constructor is theirs. */
  constructor(parts: VegaParts) {
    this.title = parts.title;
    this.#parts = parts;
    if (new.target === VegaChart) Object.freeze(this);
  }

  /** The specification (Vega-Lite 5), a copy that is yours. */
  get spec(): Spec {
    return structuredClone(this.#parts.spec());
  }

  /** The same chart with its specification changed: `change` gets a copy and returns the new one. */
  edit(change: (spec: Spec) => Spec): VegaChart {
    if (typeof change !== "function") {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected edit() to be given a function of a specification, got ${shown(change)}.`,
      );
    }
    const changed = change(this.spec);
    if (typeof changed !== "object" || changed === null) {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected the function given to edit() to return a specification, got ${shown(changed)}: write (spec) => ({ ...spec, … }).`,
      );
    }
    const kept = structuredClone(changed);
    return new VegaChart({ ...this.#parts, spec: () => kept });
  }

  /** The still picture as an SVG document. Edits do not reach it. */
  svg(): string {
    return this.#parts.svg();
  }

  /**
   * Writes the chart to a file: `.json` the specification, `.svg` the still picture, `.html` a page with the still picture.
   * Throws `BAD_PATH` for any other ending.
   */
  save(path: string): void {
    if (typeof path === "string" && path.endsWith(".json")) {
      writeFileSync(path, `${JSON.stringify(this.spec, null, 2)}\n`);
    } else if (typeof path === "string" && path.endsWith(".svg")) writeFileSync(path, this.svg());
    else if (typeof path === "string" && path.endsWith(".html")) {
      writeFileSync(path, pageOf(this.title, [stillHtml(this.svg(), this.title)]));
    } else {
      throw new SpexlabError(
        "BAD_PATH",
        `Expected a path that ends in .json, .svg or .html, got ${shown(path)}.`,
      );
    }
  }

  /** What `JSON.stringify` writes: the specification. */
  toJSON(): Spec {
    return this.spec;
  }

  /** As text, for a terminal. */
  toString(): string {
    return this.#parts.text();
  }

  /** All forms at once, for notebooks. No HTML: JupyterLab would take it and leave the chart. */
  bundle(): MimeBundle {
    return {
      "text/plain": this.toString(),
      "image/svg+xml": narrower(this.svg()),
      "application/vnd.vegalite.v5+json": this.spec,
    };
  }

  /** One line, for a chart inside another object. */
  line(): string {
    return `[Vega-Lite chart ${shorten(this.title, 400, 12)}]`;
  }

  static {
    showsItself(VegaChart.prototype);
  }
}
