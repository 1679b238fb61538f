import { SpexlabError } from "../errors.js";
import type { FailedMask } from "../evaluate/evaluate.js";
import { create, type Explanation } from "../explanation/explanation.js";
import { first, titleOf } from "../explanation/first.js";
import type { Json, Known } from "../types.js";
import { answerToAll, type Method, toldBeside } from "./method.js";
import type { MethodPlan } from "./plan.js";

/** Throws unless the method can do with some of its plan's masks missing. */
export function checkReads(method: Method): void {
  if (method.core.read !== undefined) return;
  throw new SpexlabError(
    "BAD_OPTION",
    `${method.name} needs every mask of its plan, so \`allowFailed\` does not fit it. Use a method that reads any masks, such as sx.auto(), or leave \`allowFailed\` out.`,
  );
}

/** The explanation from the answered masks of a plan; the others are named in its settings and its report. */
export function estimateWithout(
  method: Method,
  plan: MethodPlan,
  values: Float64Array,
  failed: readonly FailedMask[],
  known?: Known,
  told?: { readonly [key: string]: Json },
): Explanation {
  const rows = Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]));
  const masks = plan.masks.select(rows);
  const answered = Float64Array.from(rows, (row) => values[row]);
  const estimate = method.core.read!(masks, answered, { seed: plan.seed, ...known });
  const listed: Json = failed.map(({ row, players, code, reason }) => ({
    row,
    players: [...players],
    code,
    reason,
  }));
  return create(
    first({
      players: plan.players,
      title: titleOf(plan.players),
      unit: plan.game?.unit ?? "value",
      made: {
        method: plan.method,
        options: method.core.options,
        settings: { ...plan.settings, failed: `${failed.length} of ${plan.calls} masks have no answer` },
        seed: plan.seed,
        budget: plan.budget,
        calls: rows.length,
      },
      estimate: toldBeside({ ...estimate, exact: false }, { ...told, failed: listed }),
      modelFull: answerToAll(masks, answered),
      game: plan.game,
    }),
  );
}
