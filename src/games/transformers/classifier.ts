import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { checkOptions, SpexlabError, shown, suggestion } from "../../errors.js";
import { contentId } from "../contentId.js";
import type { TextModel } from "../model.js";
import { weightsFile } from "./folder.js";
import { type Classifier, loadClassifier } from "./load.js";
import { WatchingClassifier } from "./watching.js";

/** A text classifier and what is read from it. */
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
 * (`sx.components(folder).heads()`), and the text stays as it is.
 *
 * Nothing is loaded before the first call. A local folder (config.json, tokenizer.json, tokenizer_config.json, onnx/) is named in the identity by
 * its files' sha256, a hub name by itself. Throws `MODEL_MISSING`, `MODEL_FAILED`, `MODEL_LIBRARY_MISSING`, `UNKNOWN_LABEL`.
 *
 * @example
 * const model = sx.classifier("some-user/some-model", { label: "POSITIVE", against: "NEGATIVE", remote: true });
 * model.unit; // "logit(POSITIVE) − logit(NEGATIVE)"
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
  let loading: Promise<Classifier> | undefined;
  return Object.freeze({
    id: contentId(asked),
    asked,
    unit: against === undefined ? `${what}(${label})` : `${what}(${label}) − ${what}(${against})`,
    takes: Object.freeze(
      watching === undefined ? (["texts", "components"] as const) : (["components"] as const),
    ),
    async ask(texts: readonly string[], { signal }: { readonly signal: AbortSignal }): Promise<Float64Array> {
      if (watching !== undefined) return watching.ask(texts, signal);
      if (typeof texts[0] !== "string") {
        throw new SpexlabError(
          "BAD_OPTION",
          'Components of a classifier need the text that it looks at: sx.classifier(folder, { label, text: "…" }).',
        );
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
    },
  });
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
