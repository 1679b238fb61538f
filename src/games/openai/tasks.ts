import { SpexlabError, shown } from "../../errors.js";
import { SENTIMENT } from "../prompts.js";
import type { Readout } from "./readout.js";
import { choice, type GivenOptions, logProbability } from "./readouts.js";

/** Prompt and readout of a task, to be spread into the options of `sx.openai`. */
export interface Task {
  readonly api: "chat" | "completions";
  readonly prompt: string;
  readonly readout: Readout;
}

/**
 * Sentiment of a review: ln p(positive) − ln p(negative). Completions read six worked examples first, chats an instruction.
 *
 * @example
 * sx.tasks.sentiment().readout.unit; // "log p(positive) − log p(negative)"
 */
export function sentiment(api: Task["api"] = "completions"): Task {
  if (api === "completions") return { api, prompt: SENTIMENT, readout: choice(" positive", " negative") };
  return {
    api,
    prompt: "Is this review positive or negative? Answer with one word, positive or negative.\n\n{text}",
    readout: choice(spellings("positive"), spellings("negative")),
  };
}

/**
 * Extractive question answering over a context (HotpotQA, DROP, TriviaQA): ln p of the given answer; the context's pieces are the players.
 *
 * @example
 * sx.tasks.questionAnswering("Where does Anna live?", "Rome").readout.unit; // "log p(Rome)"
 */
export function questionAnswering(question: string, answer: string, options: GivenOptions = {}): Task {
  return {
    api: "completions",
    prompt: `Read the text and answer the question in a few words.\n\nText: {text}\nQuestion: ${filled("question", question)}\nAnswer:`,
    readout: logProbability(` ${filled("answer", answer).trim()}`, options),
  };
}

/**
 * A puzzle or statement judged True or False in a chat: ln p(True) − ln p(False); the pieces of the puzzle are the players.
 *
 * @example
 * sx.tasks.trueOrFalse("The trolley should be stopped.").readout.unit; // "log p(True) − log p(False)"
 */
export function trueOrFalse(statement: string): Task {
  return {
    api: "chat",
    prompt: `{text}\n\nStatement: ${filled("statement", statement)}\nIs the statement True or False? Answer with one word.`,
    readout: choice(spellings("True"), spellings("False")),
  };
}

/**
 * A question about an image, with two answers that are compared; the image's parts (or parts and question, joined) are the players.
 *
 * @example
 * sx.tasks.visualQuestion("What is the dog holding?", ["frisbee", "ball"]).readout.unit; // "log p(frisbee) − log p(ball)"
 */
export function visualQuestion(question: string, answers: readonly [string, string]): Task {
  const [first, second] = Array.isArray(answers) ? answers : [];
  return {
    api: "chat",
    prompt: `{text}\n${filled("question", question)} Answer with one word.`,
    readout: choice(spellings(filled("answers[0]", first)), spellings(filled("answers[1]", second))),
  };
}

/** How a word may begin a reply. */
function spellings(word: string): string[] {
  const small = word.toLowerCase();
  const large = small[0].toUpperCase() + small.slice(1);
  return [...new Set([word, small, large, ` ${word}`, ` ${small}`, ` ${large}`])];
}

/** A text that is there and does not take the place of the prompt's own text. */
function filled(name: string, text: string | undefined): string {
  if (typeof text === "string" && text.trim() !== "" && !text.includes("{text}")) return text;
  throw new SpexlabError(
    "BAD_OPTION",
    `Expected \`${name}\` to be a text without {text}, got ${shown(text)}.`,
  );
}
