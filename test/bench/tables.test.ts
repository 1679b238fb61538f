import { expect, it } from "vitest";
import { ratiosOf } from "../../src/bench/ratios.js";
import { type EntrantResult, type Report, type Run, readReport, SCHEMA } from "../../src/bench/report.js";
import { tablesOf } from "../../src/bench/tables.js";

const run = (seed: number, cpuMs: number, r2: number | null, more: Partial<Run> = {}): Run => ({
  seed,
  calls: 1344,
  asked: 1344,
  cpuMs,
  wallMs: cpuMs,
  peakMiB: 60,
  r2,
  ...more,
});
const ours: EntrantResult = {
  label: "spex soft",
  side: "spexlab",
  method: "spex",
  options: { b: 4 },
  against: ["slow", "endless"],
  coldMs: 130.4,
  runs: [
    run(1, 10, 0.99, { recovery: { recall: 0.8, precision: 1, within10: 0.6 } }),
    run(2, 12, 0.98),
    run(3, 50, 0.97),
  ],
};
const slow: EntrantResult = {
  ...ours,
  label: "slow",
  side: "reference",
  against: [],
  coldMs: undefined,
  runs: [run(1, 1000, 0.9, { calls: 1288, peakMiB: 500 }), run(2, 1300, 0.92, { calls: 1288, peakMiB: 520 })],
};
const endless: EntrantResult = {
  ...slow,
  label: "endless",
  runs: [run(1, 60_000, null, { cut: true })],
  note: "cut after 60 s of processor time",
};

const report: Report = {
  schema: SCHEMA,
  date: "2026-01-02",
  mode: "quick",
  minutes: 2.9,
  machine: { cores: 2, memoryGiB: 24, platform: "linux x64", load: [0.1, 1] },
  versions: { spexlab: "0.1.0", shapiq: "1.8.0" },
  referenceStart: { importCpuMs: 2000, warmUpCpuMs: 3000, starts: 1 },
  alone: [
    {
      id: "evaluator store",
      group: "evaluator",
      title: "into a store and back",
      values: { perSecond: 150_000, cpuMicros: 3.04, backPerSecond: 900_123, diskBytesPerMask: 110.2 },
    },
    {
      id: "evaluator http 32",
      group: "evaluator",
      title: "32 at once",
      values: { perSecond: 158, barePerSecond: 159, share: 0.991, sdkShare: 0.97 },
    },
    { id: "import", title: "import", values: { ms: 79.2 } },
  ],
  cases: [
    {
      id: "a",
      group: "spex",
      title: "n = 20 <b>",
      game: "a",
      n: 20,
      budget: 1344,
      testMasks: 10_000,
      entrants: [ours, slow, endless],
      ratios: ratiosOf([ours, slow, endless]),
    },
    ...[500, 1000].map((budget) => ({
      id: `g${budget}`,
      group: "games" as const,
      title: `cancer, ${budget} calls`,
      game: "cancer",
      n: 30,
      budget,
      testMasks: 10_000,
      entrants: [
        { ...ours, label: "auto", runs: [run(1, 5, budget === 500 ? 0.9 : 0.98)] },
        { ...slow, label: "XGBoost", runs: [run(1, 5, 0.935)] },
      ],
      ratios: [],
    })),
  ],
  notes: ["a | note"],
};

it("ratios are of medians over the seeds that both have; a cut reference gives a lower bound", () => {
  const [first, second] = ratiosOf([ours, slow, endless]);
  expect(first).toMatchObject({ reference: "slow", atLeast: false });
  expect(first.speed).toBeCloseTo(1150 / 11, 3);
  expect(first.memory).toBeCloseTo(510 / 60, 4);
  expect(first.calls).toBeCloseTo(1344 / 1288, 4);
  expect(first.r2).toBeCloseTo(0.985 - 0.91, 6);
  expect(second).toMatchObject({ reference: "endless", speed: 6000, atLeast: true, r2: null });
  expect(ratiosOf([{ ...ours, runs: [] }, slow])).toEqual([]);
});

it("tables of a report", () => {
  expect(tablesOf(report)).toMatchInlineSnapshot(`
    "Measured on 2026-01-02 (\`npm run bench -- --quick\`, 3 minutes; 2 cores, load 0.1 to 1.0; one thread each; medians over the seeds; spexlab 0.1.0, shapiq 1.8.0).

    ### SPEX on sparse functions

    | function | ours · reference | calls | processor time | faster | peak memory, MiB | R² | found · within 10 % |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | n = 20 &lt;b> | spex soft · slow | 1,344 · 1,288 | 11 ms · 1.1 s | 105× | 60 · 510 | 0.985 · 0.910 | 0.80/0.60 · – |
    | n = 20 &lt;b> | spex soft · endless | 1,344 · – | 10 ms · > 60.0 s | ≥ 6,000× | 60 · 60 | 0.990 · – | 0.80/0.60 · – |

    ### R² on cancer (n = 30)

    | method \\ calls | 500 | 1,000 |
    | --- | --- | --- |
    | auto | 0.900 | **0.980** |
    | XGBoost (reference) | **0.935** | 0.935 |

    ### spexlab alone

    | what | measured |
    | --- | --- |
    | import | 79 ms |

    ### Evaluator and store

    | what | measured |
    | --- | --- |
    | into a store and back | 150,000 a second, 3.0 µs of processor time each, back 900,123 a second, 110 bytes of disk each |
    | 32 at once | 158 a second, a bare client 159, 99 % of that, 97 % through sx.openai |

    ### Cold: the first run in a new process

    | function | method | processor time |
    | --- | --- | --- |
    | n = 20 &lt;b> | spex soft | 130 ms |

    ### Notes

    - endless: cut after 60 s of processor time (n = 20 &lt;b>)
    - a \\| note"
  `);
});

it("reads what it wrote, and says where a file is wrong", () => {
  expect(readReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  const broken = (change: (copy: Record<string, never>) => void): unknown => {
    const copy = JSON.parse(JSON.stringify(report));
    change(copy);
    return copy;
  };
  expect(() => readReport([])).toThrow(/Expected the file to be an object, got an array of 0/);
  expect(() => readReport({ schema: "spexlab-bench/0" })).toThrow(
    /schema .*spexlab-bench\/1.*spexlab-bench\/0/,
  );
  expect(() => readReport(broken((copy) => Object.assign(copy, { date: "today" })))).toThrow(
    /date .*YYYY-MM-DD/,
  );
  const noR2 = broken((copy) => {
    delete (copy as unknown as { cases: { entrants: { runs: { r2?: number }[] }[] }[] }).cases[0].entrants[1]
      .runs[0].r2;
  });
  expect(() => readReport(noR2)).toThrow(/cases\[0\]\.entrants\[1\]\.runs\[0\]\.r2/);
});
