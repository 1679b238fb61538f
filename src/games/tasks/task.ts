import { SpexlabError, shown } from "../../errors.js";
import type { Players } from "../../types.js";
import type { Readout } from "../openai/readout.js";
import { choice, type GivenOptions, logProbability } from "../openai/readouts.js";

/**
 * What a chat is asked: to be spread into the options of `sx.openai`.
 *
 * @category Models and readouts
 */
export interface ChatTask {
  /** The route it is for. */
  readonly api: "chat";
  /** The system's message, where there is one. */
  readonly system?: string;
  /** The user's message, with `{text}` where the players go. */
  readonly prompt: string;
  /** Which number of a reply is read. */
  readonly readout: Readout;
}

/**
 * What a model that goes on with a text is asked: to be spread into the options of `sx.openai`.
 *
 * @category Models and readouts
 */
export interface CompletionsTask {
  /** The route it is for. */
  readonly api: "completions";
  /** What the model goes on with, with `{text}` where the players go. */
  readonly prompt: string;
  /** Which number of a reply is read. */
  readonly readout: Readout;
}

/**
 * What a model in this process is asked: the options of `sx.gemma`.
 *
 * @category Models and readouts
 */
export interface LocalTask {
  /** What the model goes on with, with `{text}` where the players go. */
  readonly prompt: string;
  /** The answers that are compared, or the one whose probability is read. */
  readonly answers: readonly [string] | readonly [string, string];
}

/**
 * A task over a text: its players, and the same question for three kinds of models. Frozen.
 *
 * @category Models and readouts
 */
export interface TextTask<P extends Players = Players> {
  /** The players: pieces of the text. */
  readonly players: P;
  /** `sx.openai({ model, ...task.chat })` */
  readonly chat: ChatTask;
  /** `sx.openai({ model, ...task.completions })` */
  readonly completions: CompletionsTask;
  /** `sx.gemma(task.local)` */
  readonly local: LocalTask;
}

/**
 * One answer, whose probability is read, or two, which are compared.
 *
 * @category Models and readouts
 */
export type Answers = string | readonly [string, string];

/** ln p of one answer, or ln p(first) − ln p(second), where the answer begins the reply of a chat or follows a prompt. */
export function readoutOf(answers: Answers, api: "chat" | "completions", options: GivenOptions): Readout {
  const lead = api === "chat" ? "" : " ";
  if (typeof answers !== "string") {
    const { top, floor } = options;
    return choice(lead + answers[0], lead + answers[1], { ...defined({ top, floor }) });
  }
  return logProbability(lead + answers, api === "chat" ? { via: "first", ...options } : options);
}

/** The answers as they follow a prompt. */
export function localAnswers(answers: Answers): LocalTask["answers"] {
  return typeof answers === "string" ? [` ${answers}`] : [` ${answers[0]}`, ` ${answers[1]}`];
}

/** Answers without the white space around them. Throws `BAD_OPTION`. */
export function checkedAnswers(answers: Answers): Answers {
  if (typeof answers === "string") return filled("answer", answers).trim();
  if (Array.isArray(answers) && answers.length === 2) {
    return [filled("answer[0]", answers[0]).trim(), filled("answer[1]", answers[1]).trim()];
  }
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`answer\` to be a text, or two texts that are compared, got ${shown(answers)}.`,
  );
}

/** A text that is there and does not take the place of the prompt's own text. Throws `BAD_OPTION`. */
export function filled(name: string, text: unknown): string {
  if (typeof text === "string" && text.trim() !== "" && !text.includes("{text}")) return text;
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`${name}\` to be a text without {text}, got ${shown(text)}.`,
  );
}

/** A task, frozen with its parts. */
export function frozen<P extends Players>(task: TextTask<P>): TextTask<P> {
  return Object.freeze({
    players: task.players,
    chat: Object.freeze(task.chat),
    completions: Object.freeze(task.completions),
    local: Object.freeze(task.local),
  });
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
