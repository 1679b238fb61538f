/** How many of so many answered masks a first fit leaves out to be judged on: 12 % of them, 40 at least and 500 at most. */
export function heldOutOf(masks: number): number {
  return Math.min(Math.max(40, Math.round(0.12 * masks)), 500);
}
