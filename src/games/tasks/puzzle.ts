import { checkOptions } from "../../errors.js";
import { type TextOptions, type TextPlayers, text } from "../../maskers/text.js";
import { filled, frozen, localAnswers, readoutOf, type TextTask } from "./task.js";

const SYSTEM = "Answer with the one word True or False only. Any other answer will be marked incorrect.";
const ANSWERS = ["True", "False"] as const;

/**
 * A puzzle, and a question that is answered True or False: ln p(True) − ln p(False), −100 for one that is not among the 20 likeliest tokens.
 * Players: the words of the puzzle, absent ones as `[UNK]`; the question always stays.
 * Messages and masking as in the SPEX paper (Kang et al. 2025, its case studies, and its code), which asked GPT-4o mini.
 *
 * @example
 * const task = sx.tasks.trueOrFalse("A trolley runs towards five dead people.", "True or False: Should it be stopped?");
 * task.chat.prompt; // "{text}\nTrue or False: Should it be stopped?"
 * @category Models and readouts
 */
export function trueOrFalse(
  puzzle: string,
  question: string,
  options: TextOptions = {},
): TextTask<TextPlayers> {
  checkOptions("trueOrFalse", options, ["absent"]);
  const prompt = `{text}\n${filled("question", question)}`;
  const continued = `${SYSTEM}\n\n${prompt}\nAnswer:`;
  return frozen({
    players: text(puzzle).words({ absent: options.absent ?? "[UNK]" }),
    chat: { api: "chat", system: SYSTEM, prompt, readout: readoutOf(ANSWERS, "chat", {}) },
    completions: {
      api: "completions",
      prompt: continued,
      readout: readoutOf(ANSWERS, "completions", {}),
    },
    local: { prompt: continued, answers: localAnswers(ANSWERS) },
  });
}
