import { checkOptions } from "../../errors.js";
import { type TextOptions, type TextPlayers, text } from "../../maskers/text.js";
import { SENTIMENT } from "../prompts.js";
import { frozen, localAnswers, readoutOf, type TextTask } from "./task.js";

const ANSWERS = ["positive", "negative"] as const;

/**
 * Sentiment of a review: ln p(positive) − ln p(negative). Players: its words, absent ones as `[UNK]` (as in the SPEX paper, which asks a classifier: the
 * same players go to `sx.classifier`). Models that go on with a text read six worked examples first, chats an instruction.
 *
 * @example
 * const task = sx.tasks.sentiment("Not bad at all.");
 * const game = sx.game(task.players, sx.gemma(task.local));
 * [game.n, game.unit]; // [4, "log p(positive) − log p(negative)"]
 * @category Models and readouts
 */
export function sentiment(review: string, options: TextOptions = {}): TextTask<TextPlayers> {
  checkOptions("sentiment", options, ["absent"]);
  return frozen({
    players: text(review).words({ absent: options.absent ?? "[UNK]" }),
    chat: {
      api: "chat",
      system: "Answer with the one word positive or negative only.",
      prompt: "Is this review positive or negative?\n\n{text}",
      readout: readoutOf(ANSWERS, "chat", {}),
    },
    completions: { api: "completions", prompt: SENTIMENT, readout: readoutOf(ANSWERS, "completions", {}) },
    local: { prompt: SENTIMENT, answers: localAnswers(ANSWERS) },
  });
}
