/**
 * How large z² must be for a set of each order (0 … maxOrder) to be believed: 2·ln C(n, order), the largest z² that pure
 * noise shows among so many sets (the risk inflation criterion of Foster & George 1994), and never below 4.
 */
export function thresholds(n: number, maxOrder: number): Float64Array {
  const out = new Float64Array(maxOrder + 1);
  let logChoose = 0;
  for (let d = 0; d <= maxOrder; d++) {
    if (d > 0) logChoose += Math.log(Math.max(n - d + 1, 1)) - Math.log(d);
    out[d] = Math.max(4, 2 * logChoose + 2);
  }
  return out;
}
