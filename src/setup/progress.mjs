import { SetupFailure } from "./failure.mjs";

/**
 * Runs one step of the set-up and prints one line for it: its name, what it found or did, and the seconds it took.
 * @template T
 * @param {string} name
 * @param {(note: (text: string) => void) => T | Promise<T>} work `note` sets the words shown behind the name
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const begun = performance.now();
  let words = "";
  const line = (/** @type {string} */ mark) => {
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    return `${mark} ${name.padEnd(16)} ${`${seconds} s`.padStart(7)}  ${words}`.trimEnd();
  };
  try {
    const result = await work((text) => {
      words = text;
    });
    console.log(line("✓"));
    return result;
  } catch (error) {
    words = "failed";
    console.log(line("✗"));
    throw error;
  }
}

/**
 * Says that a step needs time, before it takes it.
 * @param {string} text
 */
export function announce(text) {
  console.log(`… ${text}`);
}

/**
 * Runs a command of ours and turns a failure into its message and a non-zero exit code.
 * @param {() => Promise<number>} work returns the exit code
 */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    process.exitCode = 1;
    complain(error);
  }
}

/**
 * Shows a failure: the message alone where a person can act on it, else all that is known.
 * @param {unknown} error
 */
export function complain(error) {
  if (error instanceof SetupFailure) console.error(`\n${error.message}`);
  else console.error(error);
}
