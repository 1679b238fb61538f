import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { checkOptions, SpexlabError, shown, suggestion } from "../../errors.js";
import type { SourceInputs } from "../../maskers/sources.js";
import { contentId } from "../contentId.js";
import type { TextModel } from "../model.js";
import type { Watching } from "../onnx/ablation/ablations.js";
import type { Ablated } from "../onnx/components/players.js";
import { weightsFile } from "./folder.js";
import { type Classifier, loadClassifier } from "./load.js";
import { WatchingClassifier } from "./watching.js";

/**
 * A text classifier and what is read from it.
 *
 * @category Models and readouts
 */
export interface ClassifierOptions {
  /** The class whose value is read, by its name in config.json. */
  readonly label: string;
  /** Another class, whose value is taken off. */
  readonly against?: string;
  /** Read ln of the softmax in place of the logit. */
  readonly logProbability?: boolean;
  /** `where` is a name at the Hugging Face hub: files are fetched with the first call. Default false: a local folder, no connection. */
  readonly remote?: boolean;
  /** The text that it looks at when its own components are the players (`sx.components` of the same folder). */
  readonly text?: string;
  /** Precision of the weights' file: `"fp32"` (default, onnx/model.onnx), `"q8"` (onnx/model_quantized.onnx), … */
  readonly dtype?: string;
}

/**
 * A Hugging Face text classifier in this process, by transformers.js: DistilBERT for sentiment, as in the SPEX paper, or any other with ONNX weights.
 * For absent words its own tokens are best: `words({ absent: "[MASK]" })` or `"[UNK]"`. With `text` its own components are the players
 * (`sx.components(folder).heads()`), and the text stays as it is. Words and components can be players of one game: `sx.join({ words, heads })`,
 * without `text`. A model that is quantised as it runs answers one text a run, because its scales would mix a batch.
 *
 * Nothing is loaded before the first call. A local folder (config.json, tokenizer.json, tokenizer_config.json, onnx/) is named in the identity by
 * its files' sha256, a hub name by itself. Throws `MODEL_MISSING`, `MODEL_FAILED`, `MODEL_LIBRARY_MISSING`, `UNKNOWN_LABEL`.
 *
 * @example
 * const model = sx.classifier("some-user/some-model", { label: "POSITIVE", against: "NEGATIVE", remote: true });
 * model.unit; // "logit(POSITIVE) − logit(NEGATIVE)"
 * @category Models and readouts
 */
export function classifier(where: string, options: ClassifierOptions): TextModel {
  checkOptions("classifier", options, ["label", "against", "logProbability", "remote", "text", "dtype"]);
  const { label, against, logProbability = false, remote = false, text, dtype = "fp32" } = options;
  if (typeof where !== "string" || where === "" || typeof label !== "string") {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected a folder or a hub name, and \`label\`, the name of a class, got ${shown(where)} and ${shown(label)}.`,
    );
  }
  if (text !== undefined && (remote || typeof text !== "string")) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`text\` to be the text that a model in a local folder looks at, got ${shown(text)}${remote ? " with `remote: true`: fetch the model's files first" : ""}.`,
    );
  }
  const what = logProbability ? "log p" : "logit";
  const asked = {
    model: remote ? where : folderId(where, dtype),
    dtype,
    label,
    against: against ?? null,
    logProbability,
    ...(text === undefined ? {} : { text }),
  };
  const read = (row: ArrayLike<number>, labels: readonly string[]): number => {
    const [one, other] = [label, against].map((name) => indexOf(name, labels));
    const off = logProbability ? logSumExp(row) : 0;
    return other === undefined ? row[one!] - off : row[one!] - row[other];
  };
  const watching = text === undefined ? undefined : new WatchingClassifier(where, dtype, text, read);
  let joined: WatchingClassifier | undefined;
  let loading: Promise<Classifier> | undefined;
  return Object.freeze({
    id: contentId(asked),
    asked,
    unit: against === undefined ? `${what}(${label})` : `${what}(${label}) − ${what}(${against})`,
    takes: Object.freeze(
      watching === undefined
        ? (["texts", "components", ...(remote ? [] : (["sources"] as const))] as const)
        : (["components"] as const),
    ),
    async ask(texts: readonly string[], { signal }: { readonly signal: AbortSignal }): Promise<Float64Array> {
      if (watching !== undefined) return watching.ask(texts, signal);
      const [first] = texts as readonly unknown[];
      if (typeof first === "object" && first !== null) {
        if ("ablation" in first) throw needsText();
        const asked = (texts as readonly unknown[] as readonly SourceInputs[]).map(textAndParts);
        joined ??= new WatchingClassifier(where, dtype, "", read);
        return joined.askOn(asked, signal);
      }
      loading ??= loadClassifier(where, remote, dtype);
      loading.catch(() => {
        loading = undefined;
      });
      const { labels, logits } = await loading;
      for (const name of [label, against]) indexOf(name, labels);
      signal.throwIfAborted();
      const rows = await logits(texts);
      return Float64Array.from(rows, (row) => read(row, labels));
    },
    async close(): Promise<void> {
      const ending = loading;
      loading = undefined;
      await (await ending)?.close();
      await watching?.close();
      await joined?.close();
      joined = undefined;
    },
  });
}

/** One source of joined players is the text, another what is left out of the model. */
function textAndParts(sources: SourceInputs): Watching {
  const given = Object.values(sources);
  const texts = given.flatMap(({ texts }) => (texts === undefined ? [] : [texts]));
  const parts = given.flatMap(({ components }) => (components === undefined ? [] : [components as Ablated]));
  if (texts.length === 1 && parts.length === 1 && given.length === 2) {
    return { ablated: parts[0], on: texts[0] };
  }
  throw new SpexlabError(
    "BAD_OPTION",
    `Of joined players a classifier takes one text and one set of its own components, got ${Object.keys(sources).join(", ")}: sx.join({ words: sx.text("…").words(), heads: components.heads() }).`,
  );
}

function needsText(): SpexlabError {
  return new SpexlabError(
    "BAD_OPTION",
    'Components of a classifier need the text that it looks at: sx.classifier(folder, { label, text: "…" }).',
  );
}

function indexOf(label: string | undefined, labels: readonly string[]): number | undefined {
  if (label === undefined) return undefined;
  const index = labels.indexOf(label);
  if (index >= 0) return index;
  throw new SpexlabError(
    "UNKNOWN_LABEL",
    `The classifier has no class ${shown(label)}. ${suggestion(label, labels)}`,
  );
}

/** A folder's name in an identity: by the content of its files, not by where it lies. */
function folderId(where: string, dtype: string): string {
  const hash = createHash("sha256");
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json", weightsFile(dtype)]) {
    const file = join(where, name);
    if (!existsSync(file)) {
      throw new SpexlabError(
        "MODEL_MISSING",
        `No file ${name} in ${shown(where)}. A model folder holds config.json, tokenizer.json, tokenizer_config.json and onnx/; for a hub name say \`remote: true\`.`,
      );
    }
    hash.update(readFileSync(file));
  }
  return `${basename(where)} sha256:${hash.digest("hex")}`;
}

function logSumExp(row: ArrayLike<number>): number {
  const values = Array.from(row);
  const highest = Math.max(...values);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
