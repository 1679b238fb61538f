import { readFileSync } from "node:fs";

export interface GoldenCode {
  m: number;
  t: number;
  nc: number;
  k: number;
  r: number;
  primitive_poly: number;
  generator_poly: string;
  patterns: { e: number[]; syndrome: string; power_sums: number[] }[];
  overweight: { e: number[]; syndrome: string; decode: number[] | null }[];
  soft?: {
    n: number;
    chase_depth: number;
    inputs: {
      true: number[];
      llr: number[];
      hard_decode: number[] | null;
      n_candidates: number;
      ml: number[];
      ml_metric: number;
      runner_up: [number[], number] | null;
    }[];
  };
}

/** The recorded codes of fixtures/golden/bch.json. */
export const golden: GoldenCode[] = (
  JSON.parse(readFileSync(new URL("../../fixtures/golden/bch.json", import.meta.url), "utf8")) as {
    codes: GoldenCode[];
  }
).codes;
