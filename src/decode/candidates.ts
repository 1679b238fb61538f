import { TermTable } from "../bits/terms.js";
import type { Signatures } from "./signature.js";

/** A set that some bin may hold. */
export interface Candidate {
  /** Ascending. */
  readonly players: Int32Array;
  readonly signature: Uint32Array;
}

/** Every set that was proposed, each once, in order of arrival. */
export class Candidates {
  readonly #signatures: Signatures;
  readonly #table: TermTable;
  readonly #list: Candidate[] = [];
  /** Is the candidate in the support? By position. */
  readonly #chosen: boolean[] = [];

  constructor(n: number, signatures: Signatures) {
    this.#signatures = signatures;
    this.#table = new TermTable(n);
  }

  /** Position of the set, which is entered when it is new. */
  add(players: Int32Array, size: number): number {
    const at = this.#table.add(players.subarray(0, size), 1);
    if (at === this.#list.length) {
      const set = players.slice(0, size);
      const signature = this.#signatures.of(set, new Uint32Array(this.#signatures.stride));
      this.#list.push({ players: set, signature });
      this.#chosen.push(false);
    }
    return at;
  }

  choose(at: number): Candidate {
    this.#chosen[at] = true;
    return this.#list[at];
  }

  /** Positions of those that are not in the support. */
  open(): number[] {
    const out: number[] = [];
    for (let k = 0; k < this.#list.length; k++) if (!this.#chosen[k]) out.push(k);
    return out;
  }

  at(position: number): Candidate {
    return this.#list[position];
  }

  get all(): readonly Candidate[] {
    return this.#list;
  }
}
