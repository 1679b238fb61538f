/** A set-up step that failed for a reason a person can act on: the message says what is wrong and what to do. */
export class SetupFailure extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "SetupFailure";
  }
}
