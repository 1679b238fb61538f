import { SpexlabError, shown } from "../../errors.js";
import type { ImagePlayers } from "../../maskers/image/image.js";
import { type JoinedPlayers, join } from "../../maskers/join.js";
import { isTextPlayers, type TextPlayers } from "../../maskers/text.js";
import type { GivenOptions } from "../openai/readouts.js";
import { type Answers, type ChatTask, checkedAnswers, filled, readoutOf } from "./task.js";

/**
 * A task over an image: players and what a vision model in a chat is asked. Frozen.
 *
 * @category Models and readouts
 */
export interface VisualTask {
  /** The players: parts of the image, with the question's words where these are players too. */
  readonly players: ImagePlayers | JoinedPlayers;
  /** `sx.openai({ model, ...task.chat })` */
  readonly chat: ChatTask;
}

/**
 * A question about an image: ln p of the answer's first token, or ln p(first answer) − ln p(second answer). Players: the parts of the image, blurred where
 * absent by default, as in the SPEX paper; with a question cut into words, words and parts together. The question stands before the image, as there.
 *
 * @example
 * const dot = await sx.image("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==");
 * const cells = await dot.grid(1, 1);
 * const task = sx.tasks.visualQuestion(cells, sx.text("Is it red?").words(), ["Yes", "No"]);
 * task.players.names; // ["Is", "it", "red", "r1c1"]
 * @category Models and readouts
 */
export function visualQuestion(
  image: ImagePlayers,
  question: string | TextPlayers,
  answer: Answers,
  options: GivenOptions = {},
): VisualTask {
  if (image?.inputs?.parts === undefined || image.image === undefined) {
    throw new SpexlabError(
      "BAD_PLAYERS",
      `Expected parts of an image, such as (await sx.image(file)).grid(6, 6), got ${shown(image)}. Its \`grid\` returns a promise: await it.`,
    );
  }
  const readout = readoutOf(checkedAnswers(answer), "chat", options);
  const words = isTextPlayers(question);
  return Object.freeze({
    players: words ? join({ question, image }, { template: "{question}\n{image}" }) : image,
    chat: Object.freeze({
      api: "chat" as const,
      system: "Answer with one word only.",
      prompt: words ? "{text}" : `${filled("question", question)}\n{text}`,
      readout,
    }),
  });
}
