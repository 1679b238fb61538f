import { checkOptions, SpexlabError, shown } from "../../errors.js";
import { type Span, type TextOptions, type TextPlayers, text } from "../../maskers/text.js";
import type { GivenOptions } from "../openai/readouts.js";
import {
  type Answers,
  checkedAnswers,
  filled,
  frozen,
  localAnswers,
  readoutOf,
  type TextTask,
} from "./task.js";

/**
 * How a question's answer is read, and how absent pieces of its context are written (default `<unk>`, as in the SPEX paper).
 *
 * @category Models and readouts
 */
export interface QuestionOptions extends GivenOptions, TextOptions {}

/**
 * A question and the answer whose probability is read; two answers are compared.
 *
 * @category Models and readouts
 */
export interface Question {
  /** The question, as it is asked. */
  readonly question: string;
  /** Mostly what the model answers to the whole context. */
  readonly answer: Answers;
}

/**
 * A question of HotpotQA: paragraphs with titles, each an array of sentences. Players: the sentences; titles always stay. Prompt and masking as in the
 * SPEX paper's code. Value: ln p of the answer; `over: "mean"` for the mean over its tokens, which that code takes. A chat cannot be
 * continued in the middle of an answer: there it is ln p of the answer's first token (`via: "grammar"` for all of it from llama.cpp).
 *
 * @example
 * const task = sx.tasks.hotpotQA({
 *   paragraphs: [{ title: "Anna", sentences: ["Anna lives in Rome.", " She paints."] }],
 *   question: "In which country does Anna live?",
 *   answer: "Italy",
 * });
 * task.players.names; // ["Anna lives in Rome", "She paints"]
 * @category Models and readouts
 */
export function hotpotQA(
  given: Question & {
    readonly paragraphs: readonly { readonly title: string; readonly sentences: readonly string[] }[];
  },
  options: QuestionOptions = {},
): TextTask<TextPlayers> {
  checkOptions("hotpotQA", given, ["paragraphs", "question", "answer"]);
  const { paragraphs } = given;
  if (!Array.isArray(paragraphs) || paragraphs.some((p) => !Array.isArray(p?.sentences))) {
    throw new SpexlabError(
      "BAD_OPTION",
      `Expected \`paragraphs\` to be an array of { title, sentences }, got ${shown(paragraphs)}.`,
    );
  }
  let context = "";
  const spans: Span[] = [];
  for (const { title, sentences } of paragraphs) {
    context += `Title: ${title} \n Context:`;
    for (const sentence of sentences) {
      if (typeof sentence !== "string" || sentence.trim() === "") continue;
      const lead = sentence.length - sentence.trimStart().length;
      spans.push([context.length + lead, context.length + sentence.trimEnd().length]);
      context += sentence;
    }
    context += "\n";
  }
  const { absent = "<unk>", ...how } = checkedOptions("hotpotQA", options);
  return questionTask(
    text(context).spans(spans, { absent }),
    `Answer the following question based on the context provided below: ${filled("question", given.question)}. Answer in a single word or phrase. Long answers are penalized heavily.\n{text}Answer:`,
    given.answer,
    how,
  );
}

/**
 * A question of DROP, which needs reasoning over a passage. Players: the words of the passage. Prompt and masking as in the SPEX paper's code (which
 * cuts words with NLTK, punctuation apart); value as for `hotpotQA`.
 *
 * @example
 * const task = sx.tasks.drop({ passage: "Ann ran 3 miles, Bo 5.", question: "How many more did Bo run?", answer: "2" });
 * task.players.names.length; // 6
 * @category Models and readouts
 */
export function drop(
  given: Question & { readonly passage: string },
  options: QuestionOptions = {},
): TextTask<TextPlayers> {
  checkOptions("drop", given, ["passage", "question", "answer"]);
  const { absent = "<unk>", ...how } = checkedOptions("drop", options);
  return questionTask(
    text(given.passage).words({ absent }),
    `Answer the following question: ${filled("question", given.question)} based on the context provided below. Provide the shortest answer possible, long answers are not allowed.\nContext: {text}\nAnswer:`,
    given.answer,
    how,
  );
}

/**
 * A question of TriviaQA, with evidence to read. Players: the sentences of the evidence. The SPEX paper's code has no prompt for it: this one is
 * worded like those of `hotpotQA` and `drop`; value as for `hotpotQA`.
 *
 * @example
 * const task = sx.tasks.triviaQA({ evidence: "Rome lies on the Tiber. It is old.", question: "Which river runs through Rome?", answer: "Tiber" });
 * task.local.answers; // [" Tiber"]
 * @category Models and readouts
 */
export function triviaQA(
  given: Question & { readonly evidence: string },
  options: QuestionOptions = {},
): TextTask<TextPlayers> {
  checkOptions("triviaQA", given, ["evidence", "question", "answer"]);
  const { absent = "<unk>", ...how } = checkedOptions("triviaQA", options);
  return questionTask(
    text(given.evidence).sentences({ absent }),
    `Answer the following question based on the context provided below: ${filled("question", given.question)} Answer in a single word or phrase.\nContext: {text}\nAnswer:`,
    given.answer,
    how,
  );
}

/**
 * A question over any pieces of a text as players: words, sentences, paragraphs. Worded for small models that go on with a text; value as for `hotpotQA`.
 *
 * @example
 * const context = sx.text("Anna lives in Rome. She paints.").sentences();
 * sx.tasks.questionAnswering(context, { question: "Where does Anna live?", answer: "Rome" }).completions.readout.unit; // "log p(Rome)"
 * @category Models and readouts
 */
export function questionAnswering(
  context: TextPlayers,
  given: Question,
  options: GivenOptions = {},
): TextTask<TextPlayers> {
  checkOptions("questionAnswering", given, ["question", "answer"]);
  return questionTask(
    context,
    `Read the text and answer the question in a few words.\n\nText: {text}\nQuestion: ${filled("question", given.question)}\nAnswer:`,
    given.answer,
    options,
  );
}

function checkedOptions(what: string, options: QuestionOptions): QuestionOptions {
  checkOptions(what, options, ["absent", "over", "via", "top", "floor"]);
  return options;
}

function questionTask(
  players: TextPlayers,
  prompt: string,
  answer: Answers,
  how: GivenOptions,
): TextTask<TextPlayers> {
  const answers = checkedAnswers(answer);
  // A chat can use neither steps nor an echo.
  const inChat = how.via === "grammar" ? how : { ...how, via: "first" as const };
  return frozen({
    players,
    chat: { api: "chat", prompt, readout: readoutOf(answers, "chat", inChat) },
    completions: { api: "completions", prompt, readout: readoutOf(answers, "completions", how) },
    local: { prompt, answers: localAnswers(answers) },
  });
}
