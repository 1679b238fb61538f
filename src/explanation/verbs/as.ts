import { checkOptions, SpexlabError } from "../../errors.js";
import { checkIndex, checkOrder } from "../../indices/catalogue.js";
import type { IndexName } from "../../types.js";
import { degreeOf, type State } from "../state.js";
import { surrogateOf } from "../surrogate.js";

/** Largest order of an order-limited index when none is asked for. */
export const USUAL_ORDER = 3;

/** The same explanation read in another index. */
export function as(state: State, name: string, options: { order?: number } = {}): State {
  checkOptions("as", options, ["order"]);
  const { order } = options;
  const index = checkIndex(name);
  const { core, steps } = state;
  const { measured, fourier } = core.estimate;
  if (fourier === null && measured!.index === index && (order ?? measured!.order) === measured!.order) {
    return { ...state, index, order: measured!.order };
  }
  const degree = Math.max(1, degreeOf(surrogateOf(core, `read this explanation as ${index}`)));
  const asked = steps.flatMap((step) => (step.kind === "order" ? step.orders : []));
  const next = { core, index, order: checkOrder(index, order ?? usualOrder(index, degree, asked)), steps };
  for (const step of steps) if (step.kind === "order") checkHolds(next, Math.min(...step.orders));
  return next;
}

/**
 * Order of an index when none is said: 1 for values of single players, all there are for Fourier and Moebius, else the
 * degree of the surrogate up to `USUAL_ORDER` (or the largest order that the steps ask to see).
 */
export function usualOrder(index: IndexName, degree: number, asked: readonly number[] = []): number {
  if (index === "SV" || index === "BV") return 1;
  if (index === "Fourier" || index === "Moebius") return degree;
  return Math.max(Math.min(degree, USUAL_ORDER), ...asked);
}

/** Throws when an index holds no interactions of an order for a reason other than that there are none. */
export function checkHolds({ core, index, order }: State, asked: number): void {
  if (asked <= order) return;
  const { fourier } = core.estimate;
  if (fourier !== null && asked > degreeOf(fourier)) return;
  throw new SpexlabError(
    "ORDER_NOT_HELD",
    `${index} is held up to order ${order} here, so it cannot show order ${asked}. ` +
      (index === "SV" || index === "BV"
        ? "It has values of single players only: choose another index."
        : `Say .as(${JSON.stringify(index)}, { order: ${asked} }) first.`),
  );
}
