import type { Thing } from "./fixture.js";

const SIDES: { [side: string]: (a: Thing, b: Thing) => boolean } = {
  left: (a, b) => a.x < b.x,
  right: (a, b) => a.x > b.x,
  above: (a, b) => a.y < b.y,
  below: (a, b) => a.y > b.y,
};

const yes = (truth: boolean): string => (truth ? "yes" : "no");

/** The answer of someone who reads the question and sees these things, worked out apart from the generator; undefined when what is asked about is not there. */
export function answerOf(question: string, seen: readonly Thing[]): string | undefined {
  const words = question.replace("?", "").split(" ");
  const number = (forms: string): number => seen.filter(({ form }) => `${form}s` === forms).length;
  const named = (word: string): Thing | undefined =>
    seen.find(({ form, colour }) => form === word || colour === word);
  if (question.startsWith("is there a ")) {
    return yes(seen.some(({ colour, form }) => question === `is there a ${colour} ${form}?`));
  }
  if (words[1] === "many") {
    const counted =
      words[3] === "shapes" ? seen.filter(({ colour }) => colour === words[2]).length : number(words[2]);
    return String(counted);
  }
  if (words[2] === "more") return yes(number(words[3]) > number(words[5]));
  if (words[1] === "colour") return named(words[4])?.colour;
  if (words[1] === "shape") return named(words[4])?.form;
  if (words[4] === "same") {
    const [a, b] = [named(words[2]), named(words[8])];
    return a && b && yes(a.colour === b.colour);
  }
  const [, , colour, form, side] = words;
  const [otherColour, otherForm] = words.slice(-2);
  const a = seen.find((thing) => thing.colour === colour && thing.form === form);
  const b = seen.find((thing) => thing.colour === otherColour && thing.form === otherForm);
  return a && b && yes(SIDES[side](a, b));
}
