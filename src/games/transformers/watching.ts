import { join } from "node:path";
import { SpexlabError, shown } from "../../errors.js";
import { Ablations, type Watching } from "../onnx/ablation/ablations.js";
import { type Feed, feedsOf, inputsOf } from "../onnx/ablation/feeds.js";
import type { Ablated } from "../onnx/components/players.js";
import { readOnnxFile } from "../onnx/file.js";
import type { Graph } from "../onnx/graph/types.js";
import { weightsFile } from "./folder.js";
import { loadTokenizer } from "./load.js";

/** A text classifier whose own components are players, while it looks at one text or at one for each mask: cut into tokens by transformers.js, run by onnxruntime with switches in its graph. */
export class WatchingClassifier {
  readonly #where: string;
  readonly #ablations: Ablations;
  #loading: ReturnType<typeof loadTokenizer> | undefined;
  #labels: readonly string[] = [];

  constructor(
    where: string,
    dtype: string,
    text: string,
    read: (logits: ArrayLike<number>, labels: readonly string[]) => number,
  ) {
    this.#where = where;
    const file = readOnnxFile(join(where, weightsFile(dtype)));
    this.#ablations = new Ablations(file, 1, {
      outputs: [undefined],
      feeds: (graph) => this.#feeds(text, graph, file.path),
      reference: async (given, graph) => {
        if (typeof given === "string") return this.#feeds(given, graph, file.path);
        throw new SpexlabError(
          "BAD_OPTION",
          `Expected each of \`over\` to be a text, as the classifier reads it, got ${shown(given)}.`,
        );
      },
      read: (outputs) => [read(outputs.get(undefined)!, this.#labels)],
    });
  }

  async ask(inputs: readonly unknown[], signal: AbortSignal): Promise<Float64Array> {
    return Float64Array.from(await this.#ablations.ask(inputs as readonly Ablated[], signal));
  }

  async askOn(inputs: readonly Watching[], signal: AbortSignal): Promise<Float64Array> {
    return Float64Array.from(await this.#ablations.askOn(inputs, signal));
  }

  close(): Promise<void> {
    return this.#ablations.close();
  }

  async #feeds(text: string, graph: Graph, path: string): Promise<readonly Feed[]> {
    this.#loading ??= loadTokenizer(this.#where);
    this.#loading.catch(() => {
      this.#loading = undefined;
    });
    const { labels, tokens } = await this.#loading;
    this.#labels = labels;
    const found = tokens(text);
    const given = inputsOf(graph).flatMap(({ name }) => {
      // A single text is all of the first kind.
      const values =
        found[name] ?? (name === "token_type_ids" ? new BigInt64Array(found.input_ids.length) : undefined);
      return values === undefined ? [] : [[name, values] as const];
    });
    return feedsOf(graph, Object.fromEntries(given), path);
  }
}
