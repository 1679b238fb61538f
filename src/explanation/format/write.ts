import { setOf, type Terms } from "../../bits/terms.js";
import { interactionsOf } from "../interactions.js";
import type { State } from "../state.js";
import { FORMAT, type SavedExplanation, type SavedStep, type SavedTerms, VERSION } from "./schema.js";

/** The explanation as plain data; `JSON.stringify` of it is what `.save("….json")` writes. */
export function toSaved(state: State): SavedExplanation {
  const { core, index, order } = state;
  const { fourier, measured, variance, exact, faithfulness, report } = core.estimate;
  const { names, layout } = core.players;
  return {
    format: FORMAT,
    version: VERSION,
    title: core.title,
    unit: core.unit,
    players: { names, layout },
    made: core.made,
    fourier: fourier && savedTerms(fourier),
    variance: variance === undefined ? null : [...variance],
    measured: measured === undefined ? null : { ...measured, terms: savedTerms(measured.terms) },
    exact,
    faithfulness: faithfulness && {
      ...faithfulness,
      r2: Number.isNaN(faithfulness.r2) ? null : faithfulness.r2,
    },
    report,
    modelFull: core.modelFull,
    shown: { index, order, steps: savedSteps(state) },
  };
}

function savedTerms(terms: Terms): SavedTerms {
  return {
    sets: Array.from({ length: terms.length }, (_, k) => [...setOf(terms, k)]),
    values: [...terms.values],
  };
}

function savedSteps(state: State): SavedStep[] {
  return state.steps.map((step, k) => {
    if (step.kind !== "where") return step;
    const kept = interactionsOf({ ...state, steps: state.steps.slice(0, k + 1) });
    return { kind: "sets", sets: kept.map(({ players }) => players) };
  });
}
