import type { Json } from "../types.js";
import type { Parity } from "./game.js";

/** One method on one game, asked of a worker (ours or the references'). Paths name files that the driver wrote. */
export interface RunRequest {
  readonly op: "run";
  readonly game: string;
  /** Test masks: 32-bit words, row-major, as in `Masks`. */
  readonly test: string;
  /** Where the predictions on the test masks go (64-bit floats); nothing is predicted when it is empty. */
  readonly out: string;
  readonly method: string;
  readonly options: { readonly [key: string]: Json };
  readonly budget?: number;
  readonly seed: number;
  /** Processor seconds after which the references give up. */
  readonly limitSeconds: number;
}

/** What a worker measured. Times leave out the game's own and the test. */
export interface RunAnswer {
  readonly cut: boolean;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Choosing the masks, where it can be told apart. */
  readonly planMs?: number;
  readonly estimateMs?: number;
  /** Peak resident memory of the whole process. */
  readonly peakMiB: number;
  /** False when the system keeps the peak of the process's life only. */
  readonly exactPeak: boolean;
  /** Distinct masks. */
  readonly calls: number;
  /** Masks asked, repetitions included. */
  readonly asked: number;
  readonly termCount?: number;
  /** Fourier terms, on games whose true ones are known. */
  readonly terms?: readonly Parity[];
}
