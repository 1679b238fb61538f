import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { SpexlabError } from "../errors.js";
import { CallFault } from "./fault.js";

const CONTEXT = 2048;

/** A model in memory that tells how likely answers are after a text. One sequence, called in turn. */
export interface LoadedLlama {
  /** ln p(answer | head + rest) for each answer, in nats. The head's state is kept between calls, nothing after it. */
  logProbabilities(head: string, rest: string, answers: readonly string[]): Promise<number[]>;
  close(): Promise<void>;
}

/**
 * Loads a GGUF file with node-llama-cpp on the CPU. Every call evaluates the same tokens after the same kept head, so an answer
 * depends neither on what was asked before nor on the run.
 * Throws `MODEL_LIBRARY_MISSING` when the optional package is not installed, `MODEL_FAILED` when it cannot load the file.
 */
export async function loadLlama(file: string, threads: number): Promise<LoadedLlama> {
  const { getLlama, LlamaLogLevel } = await import("node-llama-cpp").catch((cause: unknown) => {
    throw new SpexlabError(
      "MODEL_LIBRARY_MISSING",
      "The package node-llama-cpp, which runs the language model, is not installed. Install it with `npm install --ignore-scripts node-llama-cpp@3.22.1`.",
      { cause },
    );
  });
  try {
    const llama = await getLlama({
      gpu: false,
      build: "never",
      skipDownload: true,
      maxThreads: threads,
      logLevel: LlamaLogLevel.error,
      progressLogs: false,
    });
    const model = await llama.loadModel({ modelPath: file });
    const context = await model.createContext({
      contextSize: CONTEXT,
      sequences: 1,
      threads,
      swaFullCache: true,
    });
    const sequence = context.getSequence();
    return {
      logProbabilities: (head, rest, answers) => logProbabilities(model, sequence, head, rest, answers),
      close: () => llama.dispose(),
    };
  } catch (cause) {
    throw new SpexlabError(
      "MODEL_FAILED",
      `node-llama-cpp could not load the model: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

async function logProbabilities(
  model: LlamaModel,
  sequence: LlamaContextSequence,
  head: string,
  rest: string,
  answers: readonly string[],
): Promise<number[]> {
  const kept = [model.tokens.bos!, ...model.tokenize(head)];
  const asked = [...kept, ...model.tokenize(rest)];
  const choices = answers.map((answer) => model.tokenize(answer));
  const longest = asked.length + Math.max(...choices.map((choice) => choice.length));
  if (longest > CONTEXT) {
    throw new CallFault(
      "mask",
      "TEXT_TOO_LONG",
      `The prompt with its text has ${longest} tokens, the context holds ${CONTEXT}. Shorten the text or the prompt.`,
    );
  }
  const { firstDifferentIndex: same } = sequence.compareContextTokens(kept);
  await rewind(sequence, same === kept.length ? same : 0);
  if (same < kept.length) await sequence.controlledEvaluate(kept);
  if (choices.every((choice) => choice.length === 1)) {
    const tokens = choices.map(([token]) => token);
    const [lps] = await follow(sequence, asked.slice(kept.length), [tokens]);
    return lps;
  }
  const out: number[] = [];
  for (const choice of choices) {
    const from = out.length === 0 ? kept.length : asked.length - 1;
    await rewind(sequence, from);
    const lps = await follow(
      sequence,
      [...asked.slice(from), ...choice.slice(0, -1)],
      choice.map((token) => [token]),
    );
    out.push(lps.reduce((sum, [lp]) => sum + lp, 0));
  }
  return out;
}

/** Keeps the first `length` tokens of the sequence's state. */
async function rewind(sequence: LlamaContextSequence, length: number): Promise<void> {
  const end = sequence.nextTokenIndex;
  if (end > length) await sequence.eraseContextTokenRanges([{ start: length, end }]);
}

/**
 * Evaluates `input` and reads ln p of the wanted next tokens after each of its last `wanted.length` tokens:
 * logit(t) − max logit − ln Σ exp(logit − max). The top token is asked for along with `t` to have the maximum.
 */
async function follow(
  sequence: LlamaContextSequence,
  input: readonly Token[],
  wanted: readonly (readonly Token[])[],
): Promise<number[][]> {
  const first = input.length - wanted.length;
  const results = await sequence.controlledEvaluate(
    input.map((token, i) =>
      i < first
        ? token
        : [
            token,
            {
              generateNext: {
                logits: { filter: { tokens: [...wanted[i - first]], includeTop: 1 } },
                totalLogitWeight: true,
                options: { temperature: 1, topK: 0, topP: 1, minP: 0 },
              },
            },
          ],
    ),
  );
  return wanted.map((tokens, k) => {
    const { logits, totalLogitWeight } = results[first + k]!.next;
    const highest = Math.max(...logits!.values());
    return tokens.map((token) => logits!.get(token)! - highest - Math.log(totalLogitWeight!));
  });
}
