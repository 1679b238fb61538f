import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import type { Masks } from "../bits/masks.js";
import { SpexlabError, shown } from "../errors.js";
import type { Json } from "../types.js";

const FORMAT = "spexlab recording";
const VERSION = 1;

/** What was asked: `asked` by the model's parts (model, prompt, answers, …), `players` by the masker's (text, spans, absent) or names. */
export interface Identity {
  readonly asked: { readonly [part: string]: Json };
  readonly players: { readonly [part: string]: Json };
}

/**
 * Options of `record`.
 *
 * @category Games and players
 */
export interface RecordOptions {
  /** Drop a cut last line, which a crash while writing leaves, and go on from the whole lines before it. */
  readonly repair?: boolean;
}

/**
 * Answers kept in a file.
 *
 * @category Games and players
 */
export interface Recording {
  /** The path as it was given. */
  readonly file: string;
  /** Number of answers in it. */
  readonly size: number;
  /** Answers to these masks, NaN where there is none. */
  known(masks: Masks): Float64Array;
  /** Keeps answers; on disk at once when recording, in memory alone when replaying. */
  append(masks: Masks, values: Float64Array): void;
}

/**
 * Opens a recording. Layout, as JSON Lines: a header `{ format, version, key, asked, players }`, where `key` is the sha256 of
 * `asked` and `players`, then `["mask", value]` a line. Hexadecimal digit k of a mask holds players 4k to 4k + 3 (lowest bit
 * first); a value is written so that it reads back as the same double.
 */
export function openRecording(
  file: string,
  identity: Identity,
  n: number,
  { mode, repair = false }: RecordOptions & { mode: "record" | "replay" },
): Recording {
  if (typeof file !== "string" || file === "") {
    throw new SpexlabError("BAD_OPTION", `Expected the path of a recording, got ${shown(file)}.`);
  }
  const path = resolve(file);
  if (mode === "replay" && !existsSync(path)) {
    throw new SpexlabError(
      "NO_RECORDING",
      `There is no recording ${file} (looked in ${process.cwd()}). game.record(${shown(file)}) makes one from live answers.`,
    );
  }
  const answers = existsSync(path)
    ? read(path, file, identity, n, mode === "record" && repair)
    : new Map<string, number>();
  return {
    file,
    get size() {
      return answers.size;
    },
    known(masks: Masks): Float64Array {
      return Float64Array.from(
        { length: masks.length },
        (_, row) => answers.get(maskKey(masks, row)) ?? Number.NaN,
      );
    },
    append(masks: Masks, values: Float64Array): void {
      let lines = "";
      for (let row = 0; row < masks.length; row++) {
        const key = maskKey(masks, row);
        if (answers.has(key)) continue;
        answers.set(key, values[row]);
        lines += `${JSON.stringify([key, values[row]])}\n`;
      }
      if (mode === "replay" || lines === "") return;
      if (existsSync(path)) {
        appendFileSync(path, lines);
      } else {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, `${JSON.stringify(header(identity))}\n${lines}`, { flag: "wx" });
      }
    },
  };
}

function header(identity: Identity): { [part: string]: Json } {
  const { asked, players } = identity;
  const key = createHash("sha256").update(JSON.stringify({ asked, players })).digest("hex");
  return { format: FORMAT, version: VERSION, key, asked, players };
}

/** A mask in ⌈n/4⌉ hexadecimal digits, players 0 to 3 first. */
function maskKey(masks: Masks, row: number): string {
  let key = "";
  for (let first = 0; first < masks.n; first += 4) {
    const word = masks.words[row * masks.stride + (first >>> 5)];
    key += ((word >>> (first & 31)) & 15).toString(16);
  }
  return key;
}

function read(
  path: string,
  file: string,
  identity: Identity,
  n: number,
  repair: boolean,
): Map<string, number> {
  const content = readFileSync(path, "utf8");
  const lines = content.split("\n");
  const cut = lines.pop()!;
  checkHeader(lines[0] ?? cut, file, header(identity), lines.length === 0);
  if (cut !== "") {
    if (!repair) {
      throw new SpexlabError(
        "TRUNCATED_RECORDING",
        `${file}: line ${lines.length + 1} is cut short, as a crash while writing leaves it. game.record(${shown(file)}, { repair: true }) drops that line and keeps the ${Math.max(0, lines.length - 1)} whole answers before it.`,
      );
    }
    if (lines.length === 0) rmSync(path);
    else truncateSync(path, Buffer.byteLength(content) - Buffer.byteLength(cut));
  }
  const digits = Math.ceil(n / 4);
  const answers = new Map<string, number>();
  for (let k = 1; k < lines.length; k++) {
    const [key, value] = answerOf(lines[k], digits, file, k + 1);
    const other = answers.get(key);
    if (other !== undefined && other !== value) {
      throw corrupt(file, k + 1, `a second, different answer (${value} after ${other}) to mask ${key}`);
    }
    answers.set(key, value);
  }
  return answers;
}

function answerOf(line: string, digits: number, file: string, number: number): [string, number] {
  const entry = parsed(line);
  if (!Array.isArray(entry) || entry.length !== 2) throw corrupt(file, number, shown(line));
  const [key, value] = entry as [unknown, unknown];
  if (typeof key !== "string" || key.length !== digits || /[^0-9a-f]/.test(key)) {
    throw corrupt(file, number, `${shown(key)} for a mask of ${digits} hexadecimal digits`);
  }
  if (typeof value !== "number" || !Number.isFinite(value))
    throw corrupt(file, number, `${shown(value)} for a value`);
  return [key, value];
}

function checkHeader(line: string, file: string, expected: { [part: string]: Json }, cut: boolean): void {
  const found = parsed(line) as { [part: string]: Json } | undefined;
  if (found?.format !== FORMAT) {
    if (cut && (line === "" || line.startsWith(`{"format":"${FORMAT}"`.slice(0, line.length)))) {
      throw new SpexlabError(
        "TRUNCATED_RECORDING",
        `${file}: line 1 is cut short, and no answers follow. Delete the file and record again.`,
      );
    }
    throw new SpexlabError(
      "CORRUPT_RECORDING",
      `${file}: line 1 is not the header of a spexlab recording, it reads ${shown(line)}. Give the path of a recording, or delete the file and record again.`,
    );
  }
  if (found.version !== VERSION) {
    throw new SpexlabError(
      "CORRUPT_RECORDING",
      `${file}: expected version ${VERSION} of the format, got ${shown(found.version)}. Record again with this version of spexlab.`,
    );
  }
  if (found.key === expected.key) return;
  for (const group of ["players", "asked"]) {
    const was = (found[group] ?? {}) as { [part: string]: Json };
    const is = expected[group] as { [part: string]: Json };
    for (const part of new Set([...Object.keys(is), ...Object.keys(was)])) {
      if (JSON.stringify(was[part]) === JSON.stringify(is[part])) continue;
      const [old, now] = difference(written(was[part]), written(is[part]));
      throw new SpexlabError(
        "FOREIGN_RECORDING",
        `${file} was recorded for another ${part}: it has ${old}, this game has ${now}. Record this game in a file of its own.`,
      );
    }
  }
  throw new SpexlabError(
    "CORRUPT_RECORDING",
    `${file}: the key in line 1 does not fit the rest of the header. Delete the file and record again.`,
  );
}

function corrupt(file: string, line: number, what: string): SpexlabError {
  return new SpexlabError(
    "CORRUPT_RECORDING",
    `${file}: line ${line} is not an answer: expected ["mask", number], got ${what}. Delete that line to have its mask asked again, or delete the file and record again.`,
  );
}

function written(part: Json | undefined): string {
  return typeof part === "string" ? part : (JSON.stringify(part) ?? "none");
}

/** Two long texts where they part ways. */
function difference(a: string, b: string): [string, string] {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const from = same < 30 ? 0 : same - 15;
  return [a, b].map((s) => shown((from > 0 ? "…" : "") + s.slice(from))) as [string, string];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
