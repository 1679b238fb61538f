import { type Terms, TermTable } from "../../bits/terms.js";
import { checkIndex, checkOrder } from "../../indices/catalogue.js";
import type { Faithfulness, IndexName, Json } from "../../types.js";
import type { State, Step } from "../state.js";
import { corrupt, type Fields, field, isSet, numbers, orNull, whole } from "./checks.js";
import { layoutOf } from "./layouts.js";
import type { SavedStep } from "./schema.js";

/** The state that plain data describe. Throws `CORRUPT_FILE` naming what is wrong; format and version are the caller's to check. */
export function fromSaved(data: { readonly [key: string]: unknown }): State {
  const players = playersOf(field(data, "players", "object"));
  const n = players.names.length;
  const made = field(data, "made", "object");
  const measured = orNull(data, "measured");
  const variance = orNull(data, "variance");
  const fourier = orNull(data, "fourier");
  const faithfulness = orNull(data, "faithfulness");
  const modelFull = data.modelFull === null ? null : field(data, "modelFull", "number");
  if (fourier === null && measured === null) corrupt("neither `fourier` nor `measured` is there");
  const terms = fourier && termsOf(fourier, n, "fourier");
  if (variance !== null && (!terms || !numbers(variance) || variance.length !== terms.length)) {
    corrupt("`variance` does not belong to `fourier`");
  }
  const shown = field(data, "shown", "object");
  return {
    core: Object.freeze({
      players,
      title: field(data, "title", "string"),
      unit: field(data, "unit", "string"),
      made: Object.freeze({
        method: field(made, "method", "string"),
        options: field(made, "options", "object") as { [key: string]: Json },
        settings: field(made, "settings", "object") as { [key: string]: Json },
        seed: made.seed === null ? null : field(made, "seed", "number"),
        budget: whole(made, "budget"),
        calls: whole(made, "calls"),
      }),
      estimate: Object.freeze({
        fourier: terms,
        ...(measured === null
          ? {}
          : {
              measured: {
                ...indexOf(measured),
                terms: termsOf(field(measured, "terms", "object"), n, "measured.terms"),
              },
            }),
        exact: data.exact === true,
        faithfulness: faithfulness && faithfulnessOf(faithfulness),
        ...(variance === null ? {} : { variance: Float64Array.from(variance as unknown as number[]) }),
        report: field(data, "report", "object") as { [key: string]: Json },
      }),
      modelFull,
      game: null,
    }),
    ...indexOf(shown),
    steps: stepsOf(shown.steps, n),
  };
}

function playersOf(data: Fields): State["core"]["players"] {
  const { names, layout } = data;
  if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== "string")) {
    corrupt("`players.names` is not a list of names");
  }
  const list = Object.freeze([...(names as string[])]);
  return Object.freeze({ names: list, layout: layoutOf(layout, list.length) });
}

function termsOf(data: Fields, n: number, where: string): Terms {
  const { sets, values } = data;
  if (!Array.isArray(sets) || !numbers(values) || sets.length !== values.length) {
    corrupt(`\`${where}\` is not a list of sets with as many finite values`);
  }
  const table = new TermTable(n);
  (sets as unknown[]).forEach((set, k) => {
    if (!isSet(set, n)) corrupt(`set ${k} of \`${where}\` is not ascending players from 0 to ${n - 1}`);
    if (table.add(set as number[], (values as number[])[k]) !== k)
      corrupt(`set ${k} of \`${where}\` is there twice`);
  });
  return table.toTerms();
}

function faithfulnessOf(data: Fields): Faithfulness {
  const { r2, low, high, masks, how } = data;
  const known = how === "held-out" || how === "fresh" || how === "exact" || how === "cross-fit";
  const r2IsFine = r2 === null || Number.isFinite(r2);
  const bounds = [low, high].every((x) => x === undefined || Number.isFinite(x));
  if (!known || !r2IsFine || !bounds || !Number.isInteger(masks)) corrupt("`faithfulness` is incomplete");
  return Object.freeze({
    ...(data as unknown as Faithfulness),
    r2: r2 === null ? Number.NaN : (r2 as number),
  });
}

function stepsOf(data: unknown, n: number): Step[] {
  if (!Array.isArray(data)) return corrupt("`shown.steps` is not a list");
  return data.map((step: SavedStep | null, k): Step => {
    const fine =
      (step?.kind === "order" && sortedOrNot(step.orders)) ||
      (step?.kind === "top" && Number.isInteger(step.count) && step.count >= 0) ||
      (step?.kind === "containing" && isSet(step.players, n)) ||
      (step?.kind === "sign" && (step.sign === 1 || step.sign === -1)) ||
      (step?.kind === "sets" && Array.isArray(step.sets) && step.sets.every((set) => isSet(set, n)));
    return fine ? step! : corrupt(`step ${k} of \`shown.steps\` is unknown or incomplete`);
  });
}

function sortedOrNot(orders: unknown): boolean {
  return Array.isArray(orders) && orders.length > 0 && orders.every((k) => Number.isInteger(k) && k >= 1);
}

function indexOf(data: Fields): { index: IndexName; order: number } {
  try {
    const index = checkIndex(data.index);
    return { index, order: checkOrder(index, data.order as number) };
  } catch (cause) {
    return corrupt(cause instanceof Error ? cause.message : "no index");
  }
}
