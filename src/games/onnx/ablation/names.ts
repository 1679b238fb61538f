/** Names that a cut adds to a graph. */
export interface CutNames {
  /** Input: for each place, is the part present? */
  readonly gate: string;
  /** Input: what stands for what is absent, where it is a mean. */
  readonly mean: string;
  /** Output: the tensor before the cut, where its mean is needed. */
  readonly seen: string;
}

/** Names for the cut with this number, in no model's use. */
export function cutNames(k: number): CutNames {
  return { gate: `spexlab.gate.${k}`, mean: `spexlab.mean.${k}`, seen: `spexlab.seen.${k}` };
}
