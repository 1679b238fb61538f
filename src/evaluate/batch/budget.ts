import { SpexlabError } from "../../errors.js";
import type { Usage } from "../../types.js";
import type { Spend, Spent } from "../spending.js";

/** Throws `BUDGET_SPENT` when a job of so many calls, with so much used before and expected of it, would pass a limit. */
export function checkAhead(
  most: Spend | undefined,
  spent: Spent,
  calls: number,
  expected: Usage & { readonly unknown?: string },
): void {
  if (most === undefined) return;
  if (expected.unknown !== undefined && (most.tokens !== undefined || most.money !== undefined)) {
    throw new SpexlabError(
      "BAD_OPTION",
      `A budget in tokens or money cannot be kept before a batch is handed in: ${expected.unknown}.`,
    );
  }
  const job: Spent = { calls, tokens: expected.input + expected.output, money: expected.money ?? 0 };
  for (const name of ["calls", "tokens", "money"] as const) {
    const limit = most[name];
    if (limit === undefined || spent[name] + job[name] <= limit) continue;
    const about = name === "calls" ? "" : "about ";
    const estimate = name === "calls" ? "" : " (an estimate: replies as long as they may be)";
    throw new SpexlabError(
      "BUDGET_SPENT",
      `The batch would use ${about}${Number(job[name].toPrecision(6))} ${name}${estimate}, ${Number(spent[name].toPrecision(6))} were used before, the budget is ${limit}. It was not handed in. Raise \`spend.${name}\`, or lower \`budget\`.`,
    );
  }
}
