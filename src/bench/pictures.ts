import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Random } from "../bits/random.js";
import { fromMoebius, type GivenTerm } from "../explain/fromTerms.js";
import type { Explanation } from "../explanation/explanation.js";
import type { AloneResult } from "./report.js";
import { rounded } from "./run.js";

const PLAYERS = 1_000;
const INTERACTIONS = 2_000;
const REPEATS = 3;

/** Every verb that makes a picture of any explanation, as it is called. */
const verbs: { readonly [title: string]: (e: Explanation) => { bundle(): object } } = {
  widget: (e) => e.widget(),
  bar: (e) => e.bar(),
  force: (e) => e.force(),
  waterfall: (e) => e.waterfall(),
  stacked: (e) => e.stacked(),
  network: (e) => e.network(),
  upset: (e) => e.upset(),
  heatmap: (e) => e.heatmap(),
  spectrum: (e) => e.spectrum(),
  decay: (e) => e.decay({ against: "Moebius" }),
  linked: (e) => e.linked(),
};

/** 1,000 players with 2,000 interactions of up to three of them, always the same. */
export function largeExplanation(): Explanation {
  const random = new Random(3, "pictures");
  const sets = new Map<string, GivenTerm>();
  while (sets.size < INTERACTIONS) {
    const players = [...new Set(Array.from({ length: 1 + random.below(3) }, () => random.below(PLAYERS)))];
    players.sort((a, z) => a - z);
    sets.set(players.join(" "), [players, random.normal()]);
  }
  const names = Array.from({ length: PLAYERS }, (_, k) => `player number ${k}`);
  return fromMoebius(names, [...sets.values()]).as("Moebius");
}

/** Processor time of all threads and size of the first picture of that explanation, each in fresh processes that have imported the library: the fastest. */
export function pictureTimes(root: string): AloneResult[] {
  const url = pathToFileURL(path.join(root, "dist", "src", "bench", "pictures.js")).href;
  return Object.keys(verbs).map((verb) => {
    const source = `const { measurePicture } = await import(${JSON.stringify(url)}); console.log(JSON.stringify(measurePicture(${JSON.stringify(verb)})));`;
    const runs = Array.from({ length: REPEATS }, () => {
      const done = spawnSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8" });
      if (done.status !== 0) throw new Error(`The picture ${verb} failed:\n${done.stderr}`);
      return JSON.parse(done.stdout) as { cpuMs: number; kB: number };
    });
    const fastest = runs.reduce((best, run) => (run.cpuMs < best.cpuMs ? run : best));
    return {
      id: `picture ${verb}`,
      group: "pictures",
      title: `${verb}: first picture, ${PLAYERS} players, ${INTERACTIONS} interactions`,
      values: { cpuMs: rounded(fastest.cpuMs, 0), kB: rounded(fastest.kB, 1) },
    };
  });
}

/** One picture in this process. */
export function measurePicture(verb: string): { cpuMs: number; kB: number } {
  const e = largeExplanation();
  // What is shown is made when first asked for, and belongs to the explanation rather than to its picture.
  e.interactions.length;
  const before = process.cpuUsage();
  const bundle = JSON.stringify(verbs[verb](e).bundle());
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, kB: Buffer.byteLength(bundle) / 1000 };
}
