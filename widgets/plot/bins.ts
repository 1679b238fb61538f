import { SpexlabError } from "../../src/errors.js";
import { count, textWidth } from "../labels.js";
import { themed } from "../palette.js";
import { type ChartArea, chart, textSize as size, spaced } from "./chart.js";
import { niceTicks, roomy, written } from "./place.js";

interface BinCounts {
  readonly round: number;
  readonly sets: number;
  readonly group: number;
  readonly zero: number;
  readonly single: number;
  readonly multi: number;
}

/** Groups drawn side by side; of more, the sum over all. */
const mostGroups = 4;
const types = ["multi", "single", "zero"] as const;
const looks = {
  multi: { fill: themed.ink, text: themed.paper, name: "multitons" },
  single: { fill: themed.second, text: themed.paper, name: "singletons" },
  zero: { fill: themed.rule, text: themed.ink, name: "zerotons" },
};

/** The decoder's bins, group by group: a column for each round of peeling, multitons below, singletons, zerotons on top. */
export function binsSvg(given: readonly BinCounts[]): string {
  const all = [...new Set(given.map((row) => row.group))];
  if (all.length === 0) throw new SpexlabError("NOTHING_TO_SHOW", "Expected at least one round, got none.");
  const summed = all.length > mostGroups;
  const rows = summed ? sums(given) : given;
  const groups = summed ? [0] : all;
  const rounds = [...new Set(rows.map((row) => row.round))].sort((a, z) => a - z);
  const most = Math.max(...rows.map((row) => row.zero + row.single + row.multi));
  const gap = 0.06 * rounds.length + 0.25;
  const total = groups.length * rounds.length + (groups.length - 1) * gap;
  const columns = rows.map((row) => {
    const place = groups.indexOf(row.group) * (rounds.length + gap) + rounds.indexOf(row.round);
    let below = 0;
    return types.map((type) => {
      const from = below;
      below += row[type];
      return { ...row, type, count: row[type], x1: place + 0.06, x2: place + 0.94, y1: from, y2: below };
    });
  });
  const last = columns.filter(([part]) => part.round === rounds[rounds.length - 1]).at(-1)!;
  const height = 210;
  return chart(
    {
      title: "What the decoder's bins hold, round by round",
      about: summed
        ? `Number of bins, over all ${all.length} groups`
        : "Number of bins in a subsampling group",
      foot: "rounds of peeling, and how many sets each peeled off",
      describe: `Bins by peeling round: ${last.map(({ type, count: of }) => `${of} ${looks[type].name}`).join(", ")} in the end`,
      height,
      marginLeft: textWidth(count(most), size) + 24,
      marginRight: 124,
      marginTop: summed ? 0 : 18,
      marginBottom: 40,
    },
    (stage, area) => {
      const { Plot } = stage;
      const perUnit = (area.right - area.left) / total;
      const toX = (x: number): number => area.left + x * perUnit;
      const toY = (y: number): number => area.bottom - (y / most) * height;
      const parts = columns.flat().filter((part) => part.count > 0);
      const fits = (part: (typeof parts)[number]): boolean =>
        (part.count / most) * height >= 14 && perUnit * 0.88 >= textWidth(count(part.count), size - 1) + 3;
      const names = last.toReversed();
      const at = spaced(
        names.map((part) => toY((part.y1 + part.y2) / 2)),
        17,
        area.top + 6,
        area.bottom - 6,
      );
      return {
        x: { domain: [0, total], axis: null },
        y: { domain: [0, most], axis: null },
        marks: [
          ...niceTicks(0, most, 4)
            .filter(Number.isInteger)
            .map((tick) => written(stage, area, count(tick), area.left - 8, toY(tick), { anchor: "end" })),
          Plot.rect(parts, {
            x1: "x1",
            x2: "x2",
            y1: "y1",
            y2: "y2",
            fill: (part) => looks[part.type as "zero"].fill,
            stroke: themed.quiet,
            strokeWidth: 0.5,
            title: (part) =>
              `${summed ? "" : `group ${part.group}, `}round ${part.round}: ${part.count} ${looks[part.type as "zero"].name}`,
          }),
          ...parts.filter(fits).map((part) =>
            written(
              stage,
              area,
              count(part.count),
              toX((part.x1 + part.x2) / 2),
              toY((part.y1 + part.y2) / 2),
              {
                anchor: "middle",
                fill: looks[part.type].text,
                size: size - 1,
              },
            ),
          ),
          ...names.flatMap((part, k) => [
            written(stage, area, "■", area.right + 8, at[k], { fill: looks[part.type].fill, size: size + 2 }),
            written(stage, area, `${count(part.count)} ${looks[part.type].name}`, area.right + 24, at[k]),
          ]),
          ...groups.flatMap((group, g) => {
            const left = g * (rounds.length + gap);
            return [
              ...(summed || groups.length === 1
                ? []
                : [
                    written(stage, area, `group ${group}`, toX(left + rounds.length / 2), area.top - 10, {
                      anchor: "middle",
                      fill: themed.quiet,
                    }),
                  ]),
              ...roundLabels(stage, area, rounds, rows, (k) => toX(left + k + 0.5), perUnit),
            ];
          }),
        ],
      };
    },
  );
}

/** Under each column its round, and under that the sets which the round peeled off. */
function roundLabels(
  stage: Parameters<typeof written>[0],
  area: ChartArea,
  rounds: readonly number[],
  rows: readonly BinCounts[],
  toX: (k: number) => number,
  perUnit: number,
): ReturnType<typeof written>[] {
  const sets = rounds.map((round) => rows.find((row) => row.round === round)!.sets);
  const texts = rounds.map((round, k) => (round === 0 ? "before" : sets[k] > 0 ? `+${count(sets[k])}` : ""));
  const places = rounds.map((_, k) => toX(k));
  const kept = roomy(
    places,
    rounds.map((round) => textWidth(String(round), size)),
  );
  const under = perUnit > 30 ? rounds.map((_, k) => k) : [];
  return [
    ...kept.map((k) =>
      written(stage, area, String(rounds[k]), places[k], area.bottom + 12, { anchor: "middle" }),
    ),
    ...under.map((k) =>
      written(stage, area, texts[k], places[k], area.bottom + 27, {
        anchor: "middle",
        fill: themed.quiet,
        size: size - 1,
      }),
    ),
  ];
}

function sums(rows: readonly BinCounts[]): BinCounts[] {
  const out = new Map<number, BinCounts>();
  for (const row of rows) {
    const so = out.get(row.round) ?? { ...row, group: 0, zero: 0, single: 0, multi: 0 };
    out.set(row.round, {
      ...so,
      zero: so.zero + row.zero,
      single: so.single + row.single,
      multi: so.multi + row.multi,
    });
  }
  return [...out.values()];
}
