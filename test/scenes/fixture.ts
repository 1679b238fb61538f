import { readFileSync } from "node:fs";
import sharp from "sharp";
import { type OnnxOptions, onnx } from "../../src/games/onnx/onnx.js";
import type { OutputReadout } from "../../src/games/onnx/readout.js";
import type { Pixels } from "../../src/maskers/image/image.js";

const FOLDER = "fixtures/scenes";

export interface Thing {
  readonly name: string;
  readonly colour: string;
  readonly form: string;
  readonly x: number;
  readonly y: number;
}

export interface Question {
  readonly family: string;
  readonly question: string;
  /** Places of the words that carry the meaning. */
  readonly keys: readonly number[];
  readonly answer: string;
  /** Möbius transform of the true game, strongest first. */
  readonly truth: readonly { readonly players: readonly string[]; readonly value: number }[];
}

export interface Scene {
  readonly things: readonly Thing[];
  readonly players: readonly string[];
  readonly labels: string;
}

export interface Example extends Scene, Question {
  readonly about: string;
  /** What the model answers. */
  readonly model: string;
}

export const read = <T>(file: string): T => JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as T;

export const about: {
  readonly words: readonly string[];
  readonly length: number;
  readonly mask: string;
  readonly answers: readonly string[];
  readonly absent: [number, number, number];
  readonly bytes: number;
  readonly sha256: string;
} = read("model.json");

export const MODEL = `${FOLDER}/model.onnx`;
export const EXAMPLES = [
  "left-of",
  "below",
  "same-colour",
  "other-colour",
  "count-two",
  "count-three",
  "more",
  "either",
  "colour-of",
  "crowd",
];
export const sources: OnnxOptions["sources"] = {
  image: { pixels: {} },
  question: { words: about.words, length: about.length },
};

const place = (answer: string): number => about.answers.indexOf(answer);

/** How strongly the model gives an answer: against its contrary or, where there is none, the log-odds against all others. */
export const answering = (answer: string): OutputReadout => ({
  index: place(answer),
  against: answer === "yes" ? place("no") : answer === "no" ? place("yes") : "rest",
});

/** A question as the model reads it. */
export const tokensOf = (question: string): number[] => {
  const tokens = question
    .replace("?", "")
    .split(" ")
    .map((word) => about.words.indexOf(word));
  return [...tokens, ...new Array<number>(about.length - tokens.length).fill(0)];
};

export const everyAnswer = onnx(MODEL, {
  sources,
  readouts: Object.fromEntries(about.answers.map((answer, index) => [answer, { index }])),
});

/** What the model answers to questions about pictures. */
export async function answersTo(asked: readonly { picture: Pixels; question: string }[]): Promise<string[]> {
  const inputs = asked.map(({ picture, question }) => ({
    image: { pixels: picture },
    question: { texts: question },
  }));
  const logits = await everyAnswer.askAll(inputs as never, { signal: new AbortController().signal });
  const names = everyAnswer.readouts.map(({ name }) => name);
  return asked.map((_, k) => {
    const mine = logits.subarray(k * names.length, (k + 1) * names.length);
    return names[mine.indexOf(Math.max(...mine))];
  });
}

/** Labels of the pixels from their runs. */
export const labelsOf = ({ labels }: Scene): number[] =>
  labels.split(" ").flatMap((run) => {
    const [label, times] = run.split("*").map(Number);
    return new Array<number>(times).fill(label);
  });

/** The held-out scenes with their pictures. */
export async function heldOut(): Promise<(Scene & { questions: Question[]; picture: Pixels })[]> {
  const { columns, size, scenes } = read<{
    columns: number;
    size: number;
    scenes: (Scene & { questions: Question[] })[];
  }>("heldout.json");
  const sheet = await sharp(`${FOLDER}/heldout.png`).raw().toBuffer({ resolveWithObject: true });
  return scenes.map((scene, k) => {
    const data = new Uint8Array(size * size * 3);
    for (let y = 0; y < size; y++) {
      const start =
        ((Math.floor(k / columns) * size + y) * sheet.info.width + (k % columns) * size) *
        sheet.info.channels;
      data.set(sheet.data.subarray(start, start + size * 3), y * size * 3);
    }
    return { ...scene, picture: { width: size, height: size, data } };
  });
}

export const png = ({ width, height, data }: Pixels): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
