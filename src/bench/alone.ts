import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Case } from "./cases.js";
import { Channel } from "./channel.js";
import { parityGame } from "./parities.js";
import type { AloneResult, CaseResult } from "./report.js";
import { Runner, rounded } from "./run.js";

const IMPORTS = 5;
const LARGE = { n: 10_000, b: 8, s: 50 };

/** Milliseconds of `import "spexlab"` in fresh processes: the fastest, as others use the machine too. */
export function importTime(root: string): AloneResult {
  const url = pathToFileURL(path.join(root, "dist", "src", "index.js")).href;
  const source = `const t = performance.now(); await import(${JSON.stringify(url)}); console.log(performance.now() - t);`;
  const times = Array.from({ length: IMPORTS }, () => {
    const done = spawnSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`The import of spexlab failed:\n${done.stderr}`);
    return Number(done.stdout);
  });
  return {
    id: "import",
    title: `import of the library in a fresh process, fastest of ${IMPORTS}`,
    values: { ms: rounded(Math.min(...times), 1) },
  };
}

/** SPEX on 10,000 players in a fresh process: seconds and MiB, both decodings, without and with noise. */
export async function largeDecodes(
  worker: readonly string[],
  folder: string,
  log: string,
  quick: boolean,
  say: (line: string) => void,
): Promise<AloneResult[]> {
  const results: AloneResult[] = [];
  for (const decoding of ["hard", "soft"] as const) {
    for (const snr of quick ? [10] : [undefined, 10]) {
      const channel = new Channel(worker, log);
      const runner = new Runner({ spexlab: channel }, folder, Number.POSITIVE_INFINITY, say);
      const result = await runner.run(largeCase(decoding, snr));
      channel.close();
      results.push(largeResult(result));
    }
  }
  return results;
}

function largeCase(decoding: "hard" | "soft", snr: number | undefined): Case {
  const { n, b, s } = LARGE;
  const noise = snr === undefined ? "no noise" : `${snr} dB`;
  const label = `spex ${decoding}`;
  return {
    id: `large ${decoding} ${noise}`,
    group: "spex",
    title: `n = 10,000, b = ${b}, ${s} parities, ${noise}, ${decoding}, fresh process`,
    game: `parities-${n}-${s}`,
    n,
    seeds: [1],
    spec: (seed) => parityGame(n, s, seed, snr),
    entrants: [
      { label, side: "spexlab", method: "spex", options: { b, decoding }, against: [], limitSeconds: 120 },
    ],
  };
}

function largeResult({ id, title, entrants }: CaseResult): AloneResult {
  const { runs, note } = entrants[0];
  if (runs.length === 0) return { id, title, values: {}, note };
  const [{ cpuMs, planMs = 0, estimateMs = 0, peakMiB, calls, r2, recovery }] = runs;
  return {
    id,
    title,
    values: {
      cpuSeconds: rounded(cpuMs / 1000, 3),
      planSeconds: rounded(planMs / 1000, 3),
      decodeSeconds: rounded(estimateMs / 1000, 3),
      peakMiB,
      calls,
      ...(r2 === null ? {} : { r2 }),
      ...(recovery === undefined ? {} : { recall: recovery.recall }),
    },
  };
}
