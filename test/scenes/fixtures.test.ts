import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { image } from "../../src/maskers/image/image.js";
import {
  about,
  EXAMPLES,
  type Example,
  heldOut,
  labelsOf,
  MODEL,
  type Question,
  read,
  type Scene,
} from "./fixture.js";
import { answerOf } from "./truth.js";

const COLOURS: { [name: string]: number[] } = {
  red: [210, 50, 45],
  green: [50, 150, 70],
  blue: [45, 85, 200],
  yellow: [225, 190, 40],
};
const distance = (pixel: Uint8Array, colour: number[]): number =>
  colour.reduce((sum, value, k) => sum + (value - pixel[k]) ** 2, 0);
const size = (file: string): number => statSync(`fixtures/scenes/${file}`).size;

/** Möbius transform of the true game, worked out apart from the generator. */
function truthOf({ question, answer, family }: Question, things: Scene["things"]): Map<string, number> {
  const chance = { relation: 1 / 2, same: 1 / 2, colour: 1 / 4, form: 1 / 3 }[family];
  const value = (present: number): number => {
    const seen = answerOf(
      question,
      things.filter((_, k) => present & (1 << k)),
    );
    return seen === undefined ? chance! : Number(seen === answer);
  };
  const terms = new Map<string, number>();
  for (let set = 1; set < 1 << things.length; set++) {
    let sum = 0;
    for (let sub = set; ; sub = (sub - 1) & set) {
      const odd = ((set ^ sub).toString(2).replaceAll("0", "").length & 1) === 1;
      sum += (odd ? -1 : 1) * value(sub);
      if (sub === 0) break;
    }
    const names = things.filter((_, k) => set & (1 << k)).map(({ name }) => name);
    if (Math.abs(sum) > 1e-9) terms.set(names.sort().join(), sum);
  }
  return terms;
}

describe("scenes", () => {
  it("are small files, and the model is the one that its card describes", () => {
    const bytes = readFileSync(MODEL);
    expect(bytes.length).toBeLessThan(2_000_000);
    expect(about).toMatchObject({
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    expect(size("heldout.png") + size("heldout.json")).toBeLessThan(500_000);
    const examples = readdirSync("fixtures/scenes/examples");
    expect(examples.sort()).toEqual(EXAMPLES.flatMap((name) => [`${name}.json`, `${name}.png`]).sort());
    expect(examples.reduce((sum, file) => sum + size(`examples/${file}`), 0)).toBeLessThan(300_000);
  });

  it("answer every family in more than 97 of 100 of a thousand questions and more, and the data sheet says what was measured", () => {
    const { families, overall } = read<{
      families: {
        [name: string]: {
          questions: number;
          right: number;
          accuracy: number;
          interactions: null | { right: number; games: number };
        };
      };
      overall: { accuracy: number };
    }>("accuracy.json");
    const sheet = readFileSync("fixtures/scenes/DATASHEET.md", "utf8");
    const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
    expect(Object.keys(families)).toHaveLength(7);
    for (const [name, { questions, right, accuracy, interactions }] of Object.entries(families)) {
      expect(questions).toBeGreaterThanOrEqual(1000);
      expect(accuracy).toBeCloseTo(right / questions, 4);
      expect(accuracy, name).toBeGreaterThanOrEqual(0.97);
      const row = sheet.split("\n").find((line) => line.startsWith(`| ${name} |`));
      expect(row).toContain(`| ${questions} | ${percent(accuracy)} |`);
      if (interactions !== null) expect(row).toContain(`${interactions.right} of ${interactions.games}`);
    }
    expect(sheet).toContain(percent(overall.accuracy));
  });

  it("have answers and true interactions that follow from the things in them", async () => {
    const examples = EXAMPLES.map((name) => read<Example>(`examples/${name}.json`));
    const asked = [
      ...(await heldOut()).flatMap(({ questions, ...scene }) =>
        questions.map((question) => ({ question, scene })),
      ),
      ...examples.map((example) => ({ question: example, scene: example })),
    ];
    for (const { question, scene } of asked) {
      expect(answerOf(question.question, scene.things), question.question).toBe(question.answer);
      const wanted = truthOf(question, scene.things);
      expect(new Set(question.truth.map(({ players }) => [...players].sort().join()))).toEqual(
        new Set(wanted.keys()),
      );
      for (const { players, value } of question.truth) {
        expect(value).toBeCloseTo(wanted.get([...players].sort().join())!, 5);
      }
    }
  });

  it("have labels that cover the things", async () => {
    for (const { picture, things, ...scene } of await heldOut()) {
      const labels = labelsOf({ things, ...scene });
      expect(labels).toHaveLength(picture.width * picture.height);
      things.forEach(({ x, y, name, colour }, k) => {
        const pixel = Math.floor(y) * picture.width + Math.floor(x);
        expect(labels[pixel]).toBe(k + 1);
        expect(scene.players[k + 1]).toBe(name);
        const looks = Object.keys(COLOURS).sort(
          (a, b) =>
            distance(picture.data.subarray(3 * pixel), COLOURS[a]) -
            distance(picture.data.subarray(3 * pixel), COLOURS[b]),
        )[0];
        expect(looks, name).toBe(colour);
      });
    }
  });

  it("of the examples are pictures of that size", async () => {
    for (const name of EXAMPLES) {
      const picture = await image(`fixtures/scenes/examples/${name}.png`);
      expect([picture.width, picture.height]).toEqual([96, 96]);
      const { players, ...example } = read<Example>(`examples/${name}.json`);
      const cut = await picture.parts(labelsOf({ players, ...example }), players, { fill: about.absent });
      expect(cut.names).toEqual(players);
    }
  });
});
