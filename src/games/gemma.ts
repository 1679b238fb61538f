import { createHash } from "node:crypto";
import { integer, SpexlabError, shown } from "../errors.js";
import type { TextModel } from "./model.js";
import { findModel, GEMMA, verifyModel } from "./modelFile.js";
import { promptParts, SENTIMENT } from "./prompts.js";
import { type LlamaUse, useLlama } from "./sharedLlama.js";

/**
 * Options of `gemma`.
 *
 * @category Models and readouts
 */
export interface GemmaOptions {
  /** What the model reads, with `{text}` where the text goes; put it last, what is before it is evaluated once. Default: six worked reviews. */
  readonly prompt?: string;
  /** The two answers that are compared, or the one whose probability is read, with the space they begin with. Default `[" positive", " negative"]`. */
  readonly answers?: readonly [string] | readonly [string, string];
  /** What a value means. Default: `"log p(<answer>) − log p(<other answer>)"`, or `"log p(<answer>)"`. */
  readonly unit?: string;
  /** Where the model file lies. Default: `SPEXLAB_MODEL_PATH`, else what `npm start` fetched into `.spexlab/models/`. */
  readonly path?: string;
  /** For another GGUF model at `path`: its name and sha256. Default: the pinned Gemma 3 270M. */
  readonly model?: { readonly name: string; readonly sha256: string };
  /** Threads. Default 1: more gain nothing on small machines and may change the last digits. */
  readonly threads?: number;
}

/**
 * Gemma 3 270M in this process: ln p(first answer) − ln p(second answer) after a prompt, or ln p of one answer, in nats (an answer of several tokens:
 * their sum), rounded to 1e-6, which is the precision of the model's 32-bit logits. Bit-identical from run to run on one machine, in any order.
 *
 * Nothing is loaded before the first `ask`, and models of one file share what is loaded: a fully recorded game needs neither the model file nor node-llama-cpp.
 * Then the file's sha256 is checked once and loading takes about a second. Cost: some 8 short texts a second on one core.
 * `ask` throws `MODEL_MISSING`, `MODEL_CHECKSUM`, `MODEL_LIBRARY_MISSING`, `MODEL_FAILED`, `TEXT_TOO_LONG`.
 *
 * @example
 * const review = sx.text("The movie is not bad at all.").words();
 * const sentiment = sx.game(review, sx.gemma());
 * sentiment.unit; // "log p(positive) − log p(negative)"
 * @category Models and readouts
 */
export function gemma(options: GemmaOptions = {}): TextModel {
  const { prompt = SENTIMENT, answers = [" positive", " negative"], model = GEMMA } = options;
  const threads = integer("threads", options.threads ?? 1, 1, 256);
  const { head, join, tail } = promptParts(prompt);
  if (
    !Array.isArray(answers) ||
    (answers.length !== 1 && answers.length !== 2) ||
    answers.some((a) => typeof a !== "string" || a.trim() === "")
  ) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`answers\` to be two texts such as [" yes", " no"], or one, got ${shown(answers)}.`,
    );
  }
  const unit = options.unit ?? answers.map((answer) => `log p(${answer.trim()})`).join(" − ");
  const asked = { model: `${model.name} sha256:${model.sha256}`, prompt, answers: [...answers] };

  let use: Promise<LlamaUse> | undefined;
  const load = async (): Promise<LlamaUse> => {
    const file = findModel(options.path);
    await verifyModel(file, model.sha256);
    return useLlama(file, threads);
  };
  return Object.freeze({
    id: createHash("sha256").update(JSON.stringify(asked)).digest("hex"),
    asked,
    unit,
    async ask(texts: readonly string[], { signal }: { readonly signal: AbortSignal }): Promise<Float64Array> {
      use ??= load();
      try {
        return await (await use).inTurn(async (llama) => {
          const values = new Float64Array(texts.length);
          for (let k = 0; k < texts.length; k++) {
            signal.throwIfAborted();
            const [first, second = 0] = await llama.logProbabilities(head, join + texts[k] + tail, answers);
            values[k] = Math.round((first - second) * 1e6) / 1e6;
          }
          return values;
        });
      } catch (error) {
        if (error instanceof SpexlabError && error.code.startsWith("MODEL_")) use = undefined;
        throw error;
      }
    },
    async close(): Promise<void> {
      const ending = use;
      use = undefined;
      await (await ending)?.release();
    },
  });
}
