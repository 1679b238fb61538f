import { checkOptions, integer, SpexlabError, shown } from "../../errors.js";
import type { Json } from "../../types.js";

/**
 * Which number of the model's output is read.
 *
 * @category Models and readouts
 */
export interface OutputReadout {
  /** Name of the output. Default: the first. */
  readonly output?: string;
  /** Index into the output of one input: a class. Default 0, as for a regression. */
  readonly index?: number;
  /** Another class, whose value is taken off: the margin between two classes. `"rest"`: all other classes together, the log-odds ln(p / (1 − p)) of the softmax. */
  readonly against?: number | "rest";
  /** Read ln of the softmax over the outputs in place of the raw values. */
  readonly logProbability?: boolean;
}

/** A readout decided. */
export interface CheckedReadout {
  readonly asked: { readonly [part: string]: Json };
  readonly output: string | undefined;
  readonly unit: string;
  read(values: Float32Array): number;
}

/** Checks a readout. Throws `BAD_OPTION`. */
export function checkedReadout(given: OutputReadout): CheckedReadout {
  checkOptions("readout", given, ["output", "index", "against", "logProbability"]);
  const { output, logProbability = false } = given;
  const index = integer("index", given.index ?? 0, 0);
  if (given.against === "rest") return logOdds(output, index, logProbability);
  const against = given.against === undefined ? undefined : integer("against", given.against, 0);
  const what = logProbability ? "log p" : "logit";
  const one = (values: Float32Array, k: number): number => {
    if (k >= values.length) {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected a class from 0 to ${values.length - 1} of the output, got ${shown(k)}.`,
      );
    }
    return logProbability ? values[k] - logSumExp(values) : values[k];
  };
  return {
    asked: { output: output ?? null, index, against: against ?? null, logProbability },
    output,
    unit: against === undefined ? `${what}(${index})` : `${what}(${index}) − ${what}(${against})`,
    read: (values) => one(values, index) - (against === undefined ? 0 : one(values, against)),
  };
}

/** A class against all others. */
function logOdds(output: string | undefined, index: number, logProbability: boolean): CheckedReadout {
  if (logProbability) {
    throw new SpexlabError(
      "BAD_OPTION",
      'Expected `logProbability` or `against: "rest"` (the log-odds), got both.',
    );
  }
  return {
    asked: { output: output ?? null, index, against: "rest", logProbability },
    output,
    unit: `log-odds(${index})`,
    read: (values) => {
      if (index < values.length && values.length > 1) {
        return values[index] - logSumExp(values.filter((_, k) => k !== index));
      }
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected a class of an output of two or more, got class ${shown(index)} of ${values.length}.`,
      );
    },
  };
}

function logSumExp(values: Float32Array): number {
  const highest = Math.max(...values);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
