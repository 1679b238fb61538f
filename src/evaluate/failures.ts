import type { Masks } from "../bits/masks.js";
import { SpexlabError, shown } from "../errors.js";
import { coalitionShown } from "../games/answers.js";
import type { CallFault } from "../games/fault.js";

/**
 * A mask that has no answer, and why.
 *
 * @category Explaining and comparing
 */
export interface FailedMask {
  /** Row among the masks that were asked for. */
  readonly row: number;
  /** Indices of the players that were present. */
  readonly players: readonly number[];
  /** Code of the error. */
  readonly code: string;
  /** Its message. */
  readonly reason: string;
}

const SHOWN = 3;
const HOPELESS = 10;

/** Masks without an answer, and whether the rest may go on without them. */
export class Failures {
  readonly list: FailedMask[] = [];
  readonly #masks: Masks;
  readonly #names: readonly string[];
  readonly #allowed: number;
  readonly #share: number;

  constructor(masks: Masks, names: readonly string[], share: number) {
    if (typeof share !== "number" || !(share >= 0 && share < 1)) {
      throw new SpexlabError(
        "BAD_OPTION",
        `Expected \`allowFailed\` to be a share from 0 to below 1 (0.02: two masks in a hundred), got ${shown(share)}.`,
      );
    }
    this.#masks = masks;
    this.#names = names;
    this.#share = share;
    // 0.29 · 100 is 28.999999999999996.
    this.#allowed = Math.floor(share * masks.length + 1e-9);
  }

  /** Notes a failed mask. Throws when that is one too many, or when nothing has worked yet (`answered`: masks with an answer, kept ones included). */
  add(distinctRow: number, row: number, fault: CallFault, answered: number): void {
    const coalition = this.#masks.at(distinctRow);
    this.list.push({ row, players: coalition.players, code: fault.code, reason: fault.message });
    const failed = this.list.length;
    if (this.#allowed === 0) {
      throw new SpexlabError(
        fault.code,
        `${coalitionShown(coalition, this.#names)} (mask ${row}) has no answer: ${fault.message.replace(/[^.!?…]$/u, "$&.")} ${this.#advice()}`,
        { cause: fault },
      );
    }
    if (failed > this.#allowed) {
      throw this.#tooMany(
        `more than the ${this.#allowed} of ${this.#masks.length} that \`allowFailed: ${this.#share}\` allows`,
        fault,
      );
    }
    if (answered === 0 && failed >= HOPELESS) {
      throw this.#tooMany("and none was answered", fault);
    }
  }

  #advice(): string {
    const { length } = this.#masks;
    if (this.#share === 0) return "To go on without such masks, say `allowFailed: 0.02`.";
    return `\`allowFailed: ${this.#share}\` of ${length} masks allows none; one would be \`allowFailed: ${(1 / length).toPrecision(2)}\`.`;
  }

  #tooMany(why: string, cause: CallFault): SpexlabError {
    const first = this.list
      .slice(-SHOWN)
      .map(({ row, reason, players }) => {
        const present = players.map((p) => this.#names[p]);
        const shownNames = present.length > 6 ? `${present.slice(0, 6).join(", ")}, …` : present.join(", ");
        return `mask ${row} {${shownNames}}: ${reason}`;
      })
      .join("; ");
    return new SpexlabError(
      "FAILED_MASKS",
      `${this.list.length} masks have no answer, ${why}. The last: ${first}`,
      { cause },
    );
  }
}
