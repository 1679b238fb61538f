/** One thing to measure about the evaluator, in a fresh process of ours. */
export type EvaluatorRequest = { readonly op: "evaluator" } & (
  | {
      readonly measure: "function" | "store" | "memory";
      readonly n: number;
      readonly masks: number;
      /** Where stores are made. */
      readonly folder: string;
    }
  | {
      readonly measure: "http";
      readonly url: string;
      readonly concurrent: number;
      /** Calls of each client in a round. */
      readonly calls: number;
      /** How often the clients take turns. */
      readonly rounds: number;
    }
);

/** Named numbers: rates in masks or calls a second, processor microseconds and bytes a mask, MiB, shares. */
export interface EvaluatorAnswer {
  readonly values: { readonly [name: string]: number };
}
