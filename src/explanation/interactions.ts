import { setOf, type Terms } from "../bits/terms.js";
import type { Interaction } from "../types.js";
import { type State, type Step, termsOf } from "./state.js";

const listed = new WeakMap<Terms, readonly Interaction[]>();

/**
 * The interactions a state shows: all non-empty sets of its index, strongest first, taken through its steps.
 * Ties of |value| go by order, then lexicographically. Cost: one sort of the terms, shared by all views of an index.
 */
export function interactionsOf(state: State): readonly Interaction[] {
  const terms = termsOf(state);
  let all = listed.get(terms);
  if (all === undefined) listed.set(terms, (all = ranked(terms, state.core.players.names)));
  return Object.freeze(state.steps.reduce<readonly Interaction[]>(applied, all).slice());
}

function ranked(terms: Terms, names: readonly string[]): readonly Interaction[] {
  const all: Interaction[] = [];
  for (let k = 0; k < terms.length; k++) {
    const players = Object.freeze([...setOf(terms, k)]);
    if (players.length === 0 || terms.values[k] === 0) continue;
    all.push(
      Object.freeze({
        players,
        names: Object.freeze(players.map((i) => names[i])),
        order: players.length,
        value: terms.values[k],
      }),
    );
  }
  return Object.freeze(all.sort(strongestFirst));
}

function strongestFirst(a: Interaction, b: Interaction): number {
  const strength = Math.abs(b.value) - Math.abs(a.value);
  if (strength !== 0) return strength;
  if (a.order !== b.order) return a.order - b.order;
  for (let i = 0; i < a.order; i++) {
    if (a.players[i] !== b.players[i]) return a.players[i] - b.players[i];
  }
  return 0;
}

function applied(list: readonly Interaction[], step: Step): readonly Interaction[] {
  switch (step.kind) {
    case "top":
      return list.slice(0, step.count);
    case "order":
      return list.filter(({ order }) => step.orders.includes(order));
    case "containing":
      return list.filter(({ players }) => step.players.every((i) => players.includes(i)));
    case "sign":
      return list.filter(({ value }) => value * step.sign > 0);
    case "where":
      return list.filter(step.keep);
    case "sets": {
      const kept = new Set(step.sets.map((set) => set.join()));
      return list.filter(({ players }) => kept.has(players.join()));
    }
  }
}
