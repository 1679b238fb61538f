/**
 * The tasks of the SPEX paper: players, prompt and readout in one, for chats, completions and models in this process.
 *
 * @category Models and readouts
 * @module
 */

export { trueOrFalse } from "./puzzle.js";
export {
  drop,
  hotpotQA,
  type Question,
  type QuestionOptions,
  questionAnswering,
  triviaQA,
} from "./questions.js";
export { sentiment } from "./sentiment.js";
export type { Answers, ChatTask, CompletionsTask, LocalTask, TextTask } from "./task.js";
export { type VisualTask, visualQuestion } from "./visual.js";
