import { afterAll, describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluate/evaluate.js";
import { explain } from "../../src/explain/explain.js";
import { spex } from "../../src/explain/methods.js";
import type { Explanation } from "../../src/explanation/explanation.js";
import { game } from "../../src/games/game.js";
import { onnx } from "../../src/games/onnx/onnx.js";
import { group } from "../../src/maskers/groups.js";
import { image, type Pixels } from "../../src/maskers/image/image.js";
import { join } from "../../src/maskers/join.js";
import { text } from "../../src/maskers/text.js";
import {
  about,
  answering,
  answersTo,
  EXAMPLES,
  type Example,
  everyAnswer,
  heldOut,
  labelsOf,
  MODEL,
  png,
  type Question,
  read,
  type Scene,
  sources,
  tokensOf,
} from "./fixture.js";

afterAll(() => everyAnswer.close?.());

/** Every coalition of ground and things, the question being asked in full. */
async function lookedAt(scene: Scene & Question, picture: string | Buffer): Promise<Explanation> {
  const parts = await (await image(picture)).parts(labelsOf(scene), scene.players, { fill: about.absent });
  const model = onnx(MODEL, {
    input: "image",
    pixels: {},
    feeds: { question: tokensOf(scene.question) },
    readout: answering(scene.answer),
  });
  const found = await explain(game(parts, model), { method: "exact" });
  await model.close?.();
  return found.as("Moebius");
}

/** Every coalition of parts of the picture and words of the question, each masked alone; the words at these places are players, groups of them together. */
async function readAlong(
  scene: Scene & Question,
  picture: string,
  groups: { readonly [name: string]: readonly number[] },
): Promise<Explanation> {
  const parts = await (await image(picture)).parts(labelsOf(scene), scene.players, { fill: about.absent });
  const words = [...scene.question.matchAll(/\w+/g)].map(
    ({ index, 0: word }) => [index, index + word.length] as const,
  );
  const places = Object.values(groups).flat();
  const spans = text(scene.question).spans(
    places.map((at) => words[at]),
    { absent: about.mask },
  );
  const question = group(
    spans,
    Object.fromEntries(
      Object.entries(groups).map(([name, all]) => [name, all.map((at) => places.indexOf(at))]),
    ),
  );
  const model = onnx(MODEL, { sources, readout: answering(scene.answer) });
  const found = await explain(game(join({ image: parts, question }), model), { method: "exact" });
  await model.close?.();
  return found;
}

/** The sets of two or more that the truth calls strongest. */
function strongest({ truth }: Question): string[] {
  const several = truth.filter(({ players }) => players.length > 1);
  const most = Math.max(0, ...several.map(({ value }) => Math.abs(value)));
  return several.filter(({ value }) => Math.abs(value) > most - 1e-6).map(({ players }) => sorted(players));
}

const sorted = (names: readonly string[]): string => [...names].sort().join();

/** The strongest interaction of two or more parts of the picture. */
const strongestFound = (explanation: Explanation): string =>
  sorted(explanation.interactions.find(({ order }) => order > 1)!.names);

describe("the scene model", () => {
  it("answers held-out questions, at least 97 of 100", async () => {
    const asked = (await heldOut()).flatMap(({ picture, questions }) =>
      questions.map((question) => ({ picture, ...question })),
    );
    expect(asked).toHaveLength(140);
    const answers = await answersTo(asked);
    const right = asked.filter(({ answer }, k) => answers[k] === answer);
    expect(right.length / asked.length).toBeGreaterThanOrEqual(0.97);
    expect(await answersTo(asked)).toEqual(answers);
  });

  it("answers the examples as they say, one of them wrongly", async () => {
    const examples = EXAMPLES.map((name) => read<Example>(`examples/${name}.json`));
    const pictures = await Promise.all(EXAMPLES.map((name) => image(`fixtures/scenes/examples/${name}.png`)));
    const answers = await answersTo(
      examples.map(({ question }, k) => ({ question, picture: pictures[k] as Pixels })),
    );
    expect(answers).toEqual(examples.map(({ model }) => model));
    expect(EXAMPLES.filter((_, k) => answers[k] !== examples[k].answer)).toEqual(["crowd"]);
  });

  it("gives the same values alone and in a batch", async () => {
    const [{ picture, questions }] = await heldOut();
    const parts = await (await image(await png(picture))).grid(2, 2, { fill: about.absent });
    const asked = join({ image: parts, question: text(questions[0].question).words({ absent: about.mask }) });
    const model = onnx(MODEL, { sources, readout: answering(questions[0].answer) });
    const every = spex({ seed: 1 }).plan(asked.names.length, { budget: 300 }).masks;
    const together = await evaluate(game(asked, model), every);
    const alone = await evaluate(game(asked, model), every, { batch: 1 });
    together.forEach((value, k) => {
      expect(alone[k]).toBeCloseTo(value, 3);
    });
    expect(new Set(together).size).toBeGreaterThan(10);
    await model.close?.();
  });

  it("interacts where the scene says it must, in 95 of 100 held-out scenes", async () => {
    const cases = (await heldOut()).flatMap(({ picture, questions, ...scene }) =>
      questions
        .filter((question) => strongest(question).length > 0)
        .map((question) => ({ picture, scene: { ...scene, ...question } })),
    );
    const hits: { [family: string]: boolean[] } = {};
    for (const { picture, scene } of cases) {
      const found = strongestFound(await lookedAt(scene, await png(picture)));
      (hits[scene.family] ??= []).push(strongest(scene).includes(found));
    }
    const share = (all: boolean[]): number => all.filter(Boolean).length / all.length;
    expect(Object.keys(hits)).toEqual(expect.arrayContaining(["relation", "same", "count", "compare"]));
    expect(share(Object.values(hits).flat())).toBeGreaterThanOrEqual(0.95);
    for (const family of ["relation", "same", "count", "compare"]) {
      expect(share(hits[family]), family).toBeGreaterThanOrEqual(0.85);
    }
  });

  it("shows pairs, a triple and redundancy in the examples", async () => {
    for (const name of EXAMPLES) {
      const example = read<Example>(`examples/${name}.json`);
      const wanted = strongest(example);
      if (wanted.length === 0 || example.model !== example.answer) continue;
      const explanation = await lookedAt(example, `fixtures/scenes/examples/${name}.png`);
      expect(wanted, name).toContain(strongestFound(explanation));
      const [{ players, value }] = example.truth.filter(({ players }) => players.length > 1);
      expect(Math.sign(explanation.get(...players)), name).toBe(Math.sign(value));
    }
  });

  it("needs the words that carry the meaning", async () => {
    const example = read<Example>("examples/left-of.json");
    const words = example.question.split(" ");
    const every = Object.fromEntries(words.map((_, at) => [`word ${at}`, [at]]));
    const scene = { ...example, players: ["picture"], labels: `0*${96 * 96}` };
    const explanation = await readAlong(scene, "fixtures/scenes/examples/left-of.png", every);
    const influence = words.map((_, at) =>
      explanation
        .as("Fourier")
        .interactions.filter(({ players }) => players.includes(at + 1))
        .reduce((sum, { value }) => sum + value ** 2, 0),
    );
    const of = (is: boolean): number[] => influence.filter((_, at) => example.keys.includes(at) === is);
    expect(Math.min(...of(true))).toBeGreaterThan(Math.max(...of(false)));
  });

  it("joins both things where the question names them, and not without the relation", async () => {
    const example = read<Example>("examples/left-of.json");
    const [a, b] = example.truth[0].players;
    const { length } = example.question.split(" ");
    const said = { first: [2, 3], left: [4], second: [length - 2, length - 1] };
    const explanation = await readAlong(example, "fixtures/scenes/examples/left-of.png", said);
    const pair = (words: readonly string[]): number => {
      const [all, withoutA, withoutB, neither] = explanation.predict([
        [a, b, ...words],
        [b, ...words],
        [a, ...words],
        [...words],
      ]);
      return all - withoutA - withoutB + neither;
    };
    const without = (gone: string): number => pair(Object.keys(said).filter((name) => name !== gone));
    const whole = pair(Object.keys(said));
    expect(whole).toBeGreaterThan(3);
    expect(Math.abs(without("left"))).toBeLessThan(whole / 20);
    // With one of them unnamed the two still make one answer the likelier.
    expect(Math.max(without("first"), without("second"))).toBeLessThan(whole * 0.7);
  });
});
