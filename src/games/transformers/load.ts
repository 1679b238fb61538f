import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { PreTrainedModel, PreTrainedTokenizer } from "@huggingface/transformers";
import { SpexlabError, shown } from "../../errors.js";
import { mixesBatches } from "../onnx/graph/quantised.js";
import { weightsFile } from "./folder.js";

/** A classifier in memory. */
export interface Classifier {
  /** Names of the classes, in the order of the logits. */
  readonly labels: readonly string[];
  /** Logits of each text, one row a text. */
  logits(texts: readonly string[]): Promise<number[][]>;
  close(): Promise<void>;
}

/** What a model reads of one text, by input. */
export type Tokens = { readonly [input: string]: BigInt64Array };

/** Precisions whose models are not quantised as they run. A file at hand is looked at instead. */
const WHOLE = ["fp32", "fp16"];

/** Loads a text classifier by transformers.js: from a local folder without any connection, or by its hub name when `remote` is said. */
export async function loadClassifier(where: string, remote: boolean, dtype: string): Promise<Classifier> {
  return withLibrary(where, remote, async ({ AutoModelForSequenceClassification, AutoTokenizer }, name) => {
    const options = { local_files_only: !remote, dtype: dtype as "fp32" };
    const tokenizer: PreTrainedTokenizer = await AutoTokenizer.from_pretrained(name, options);
    const alone = remote
      ? !WHOLE.includes(dtype)
      : await mixesBatches(readFileSync(join(where, weightsFile(dtype))), where);
    const model: PreTrainedModel = await AutoModelForSequenceClassification.from_pretrained(name, options);
    return {
      labels: labelsOf(model.config),
      async logits(texts) {
        const rows: number[][] = [];
        const size = alone ? 1 : texts.length;
        for (let from = 0; from < texts.length; from += size) {
          const inputs = tokenizer(texts.slice(from, from + size), { padding: true, truncation: true });
          const { logits } = (await model(inputs)) as { logits: { tolist(): number[][] } };
          rows.push(...logits.tolist());
        }
        return rows;
      },
      close: async () => void (await model.dispose()),
    };
  });
}

/** Loads only the tokeniser and the names of the classes, from a local folder. */
export async function loadTokenizer(
  where: string,
): Promise<{ readonly labels: readonly string[]; tokens(text: string): Tokens }> {
  return withLibrary(where, false, async ({ AutoConfig, AutoTokenizer }, name) => {
    const options = { local_files_only: true };
    const tokenizer: PreTrainedTokenizer = await AutoTokenizer.from_pretrained(name, options);
    return {
      labels: labelsOf(await AutoConfig.from_pretrained(name, options)),
      tokens(text) {
        const encoded = tokenizer(text, { truncation: true }) as {
          [input: string]: { data: BigInt64Array };
        };
        return Object.fromEntries(Object.entries(encoded).map(([input, { data }]) => [input, data]));
      },
    };
  });
}

function labelsOf(config: unknown): string[] {
  const { id2label = {} } = config as { id2label?: { [id: string]: string } };
  return Object.keys(id2label)
    .sort((a, b) => Number(a) - Number(b))
    .map((id) => id2label[id]);
}

async function withLibrary<T>(
  where: string,
  remote: boolean,
  load: (library: typeof import("@huggingface/transformers"), name: string) => Promise<T>,
): Promise<T> {
  const library = await import("@huggingface/transformers").catch((cause: unknown) => {
    throw new SpexlabError(
      "MODEL_LIBRARY_MISSING",
      "The package @huggingface/transformers, which runs the classifier, is not installed. Install it with `npm install --ignore-scripts @huggingface/transformers@4.3.1`.",
      { cause },
    );
  });
  const { env } = library;
  const folder = resolve(where);
  if (!remote && !existsSync(join(folder, "config.json"))) {
    throw new SpexlabError(
      "MODEL_MISSING",
      `No model folder with a config.json at ${shown(where)}. It holds config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx; for a hub name say \`remote: true\`.`,
    );
  }
  const before = { path: env.localModelPath, remote: env.allowRemoteModels };
  try {
    env.allowRemoteModels = remote;
    if (!remote) env.localModelPath = dirname(folder);
    return await load(library, remote ? where : basename(folder));
  } catch (cause) {
    throw new SpexlabError(
      "MODEL_FAILED",
      `transformers.js cannot load ${shown(where)}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  } finally {
    env.localModelPath = before.path;
    env.allowRemoteModels = before.remote;
  }
}
