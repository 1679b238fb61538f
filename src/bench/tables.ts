import { median } from "./ratios.js";
import type { AloneResult, CaseResult, EntrantResult, Report, Run } from "./report.js";

/**
 * The tables of a report as Markdown: pairs of ours and references with their ratios, faithfulness on masking games by
 * method and budget, and what was measured of ours alone. README and notebooks read their numbers from here.
 */
export function tablesOf(report: Report): string {
  const pairs = (group: string, title: string): string[] => {
    const rows = report.cases.filter((entry) => entry.group === group).flatMap(pairRows);
    return rows.length === 0 ? [] : [`### ${title}`, table(PAIR_HEAD, rows)];
  };
  const games = [...new Set(report.cases.filter(({ group }) => group === "games").map(({ game }) => game))];
  return [
    `${headline(report)}`,
    ...pairs("spex", "SPEX on sparse functions"),
    ...pairs("proxy", "Tree proxies"),
    ...games.flatMap((game) =>
      gameTable(report.cases.filter((entry) => entry.game === game && entry.group === "games")),
    ),
    ...aloneTable(report, undefined, "spexlab alone"),
    ...aloneTable(report, "evaluator", "Evaluator and store"),
    ...aloneTable(report, "pictures", "Pictures"),
    ...cold(report),
    ...missing(report),
  ].join("\n\n");
}

const PAIR_HEAD = [
  "function",
  "ours · reference",
  "calls",
  "processor time",
  "faster",
  "peak memory, MiB",
  "R²",
  "found · within 10 %",
];

/** A row for each pair of ours and a reference, and one for ours where no reference has runs. */
function pairRows({ title, entrants, ratios }: CaseResult): string[][] {
  return entrants
    .filter((entrant) => entrant.side === "spexlab")
    .flatMap((ours) => {
      const references = entrants.filter(
        ({ label, runs }) => ours.against.includes(label) && runs.length > 0,
      );
      const pairs = references.map((reference) => [ours, reference]);
      return pairs.length > 0 ? pairs : ours.runs.length > 0 ? [[ours]] : [];
    })
    .map((pair) => {
      const [ours, reference] = pair;
      const seeds = pair.map(({ runs }) => new Set(runs.map(({ seed }) => seed)));
      const ratio = ratios.find((entry) => entry.ours === ours.label && entry.reference === reference?.label);
      const cells = (cell: (runs: readonly Run[]) => string): string =>
        pair
          .map(({ runs }) => cell(runs.filter(({ seed }) => seeds.every((set) => set.has(seed)))))
          .join(" · ");
      const cut = (runs: readonly Run[]): string => (runs.some((run) => run.cut) ? "> " : "");
      return [
        title,
        pair.map(({ label }) => label).join(" · "),
        cells((runs) => middle(runs, (run) => (run.cut ? null : run.calls), whole)),
        cells((runs) => `${cut(runs)}${middle(runs, (run) => run.cpuMs, seconds)}`),
        ratio === undefined ? "–" : `${ratio.atLeast ? "≥ " : ""}${ratioText(ratio.speed)}`,
        cells((runs) => middle(runs, (run) => run.peakMiB, whole)),
        cells((runs) => middle(runs, (run) => run.r2, fixed)),
        cells(recoveryText),
      ];
    });
}

/** Methods down, budgets across; the best R² of each column in bold. */
function gameTable(cases: readonly CaseResult[]): string[] {
  const entrants = cases.flatMap((entry) => entry.entrants);
  const ours = entrants.filter(({ side }) => side === "spexlab");
  const labels = [...new Set([...ours, ...entrants].map(sideLabel))];
  const numbers = labels.map((label) => cases.map((entry) => gameR2(entry, label)));
  const shown = labels.filter((_, row) => numbers[row].some((value) => value !== null));
  const best = cases.map((_, column) =>
    Math.max(...numbers.map((row) => row[column] ?? Number.NEGATIVE_INFINITY)),
  );
  const rows = shown.map((label) => {
    const cells = numbers[labels.indexOf(label)].map((value, column) =>
      value === null ? "–" : value === best[column] ? `**${fixed(value)}**` : fixed(value),
    );
    return [label, ...cells];
  });
  const { game, n } = cases[0];
  return rows.length === 0
    ? []
    : [
        `### R² on ${game} (n = ${n})`,
        table(["method \\ calls", ...cases.map(({ budget }) => whole(budget ?? 0))], rows),
      ];
}

function sideLabel({ side, label }: EntrantResult): string {
  return side === "spexlab" ? label : `${label} (reference)`;
}

function gameR2({ entrants }: CaseResult, label: string): number | null {
  const runs = entrants.find((entrant) => sideLabel(entrant) === label)?.runs ?? [];
  return medianOf(runs, (run) => run.r2);
}

const UNITS: Record<string, (value: number) => string> = {
  ms: (value) => `${value.toFixed(0)} ms`,
  cpuSeconds: (value) => `${value.toFixed(2)} s of processor time`,
  planSeconds: (value) => `masks ${value.toFixed(2)} s`,
  decodeSeconds: (value) => `decoding ${value.toFixed(2)} s`,
  peakMiB: (value) => `${value.toFixed(0)} MiB at the peak`,
  calls: (value) => `${whole(value)} calls`,
  r2: (value) => `R² ${fixed(value)}`,
  recall: (value) => `found ${value.toFixed(2)}`,
  perSecond: (value) => `${rate(value)} a second`,
  cpuMicros: (value) => `${micros(value)} of processor time each`,
  coalitionsPerSecond: (value) => `${whole(value)} a second as coalitions`,
  addedMiB: (value) => `${value.toFixed(0)} MiB added at the peak`,
  backPerSecond: (value) => `back ${whole(value)} a second`,
  backCpuMicros: (value) => `${micros(value)} each`,
  heldBytesPerMask: (value) => `${whole(value)} bytes of memory each`,
  heldWithStoreBytesPerMask: (value) => `with a store ${whole(value)} bytes`,
  cpuMs: (value) => `${value.toFixed(0)} ms of processor time`,
  kB: (value) => `${value.toFixed(0)} kB`,
  diskBytesPerMask: (value) => `${whole(value)} bytes of disk each`,
  barePerSecond: (value) => `a bare client ${rate(value)}`,
  share: (value) => `${percent(value)} of that`,
  sdkShare: (value) => `${percent(value)} through sx.openai`,
};

function aloneTable({ alone }: Report, group: AloneResult["group"], title: string): string[] {
  const rows = alone.filter((entry) => entry.group === group).map(aloneRow);
  return rows.length === 0 ? [] : [`### ${title}`, table(["what", "measured"], rows)];
}

function aloneRow({ title, values, note }: AloneResult): string[] {
  const shown = Object.entries(values).map(([name, value]) => UNITS[name]?.(value) ?? `${name} ${value}`);
  return [title, [...shown, ...(note === undefined ? [] : [note])].join(", ")];
}

/** What the first run in a new process takes, which no ratio counts. */
function cold({ cases }: Report): string[] {
  const rows = cases
    .filter(({ group }) => group !== "games")
    .flatMap(({ title, entrants }) =>
      entrants.flatMap(({ label, coldMs }) =>
        coldMs === undefined ? [] : [[title, label, seconds(coldMs)]],
      ),
    );
  return rows.length === 0
    ? []
    : ["### Cold: the first run in a new process", table(["function", "method", "processor time"], rows)];
}

/** What is not in the tables, and why: nothing is left out in silence. One line for all that lack the same for the same reason. */
function missing(report: Report): string[] {
  const titles = new Map<string, string[]>();
  for (const { title, entrants } of report.cases) {
    for (const { label, note } of entrants) {
      if (note === undefined) continue;
      const key = JSON.stringify([label, note]);
      titles.set(key, [...(titles.get(key) ?? []), title]);
    }
  }
  const labels = new Map<string, string[]>();
  for (const [key, where] of titles) {
    const [label, note] = JSON.parse(key) as [string, string];
    const reason = `${note} (${where.join("; ")})`;
    labels.set(reason, [...(labels.get(reason) ?? []), label]);
  }
  const lines = [...labels].map(([reason, names]) => `${names.join(", ")}: ${reason}`);
  const all = [...lines, ...report.notes].map((note) => `- ${escaped(note)}`);
  return all.length === 0 ? [] : ["### Notes", all.join("\n")];
}

function headline({ date, mode, minutes, machine, versions }: Report): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const load = machine.load.map((value) => value.toFixed(1)).join(" to ");
  return (
    `Measured on ${date} (\`npm run bench${mode === "quick" ? " -- --quick" : ""}\`, ${minutes.toFixed(0)} minutes; ${machine.cores} cores, ` +
    `load ${load}; one thread each; medians over the seeds; ${packages.join(", ")}).`
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function escaped(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\n/g, " ").replace(/</g, "&lt;");
}

function middle(
  runs: readonly Run[],
  of: (run: Run) => number | null,
  shown: (value: number) => string,
): string {
  const value = medianOf(runs, of);
  return value === null ? "–" : shown(value);
}

function medianOf(runs: readonly Run[], of: (run: Run) => number | null): number | null {
  const values = runs.map(of).filter((value) => value !== null);
  return values.length === 0 ? null : median(values);
}

function recoveryText(runs: readonly Run[]): string {
  const found = runs.flatMap(({ recovery }) => (recovery === undefined ? [] : [recovery]));
  if (found.length === 0) return "–";
  return `${median(found.map((entry) => entry.recall)).toFixed(2)}/${median(found.map((entry) => entry.within10)).toFixed(2)}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function seconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function ratioText(value: number): string {
  return `${value < 10 ? value.toFixed(1) : whole(value)}×`;
}

function rate(value: number): string {
  return value < 100 ? value.toFixed(1) : whole(value);
}

function micros(value: number): string {
  return `${value.toFixed(1)} µs`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function fixed(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(value > 0.9995 ? 4 : 3);
}
