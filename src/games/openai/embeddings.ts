import { CallFault } from "../fault.js";

/** The embeddings of a reply, in the order of the texts. Throws a fault: `MALFORMED_REPLY`. */
export function readEmbeddings(raw: unknown, count: number): number[][] {
  const { data } = (raw ?? {}) as { data?: readonly { index?: number; embedding?: unknown }[] };
  const found: number[][] = [];
  if (Array.isArray(data)) {
    data.forEach(({ index, embedding }, k) => {
      if (Array.isArray(embedding) && embedding.every(Number.isFinite)) found[index ?? k] = embedding;
    });
  }
  const whole = found.length === count && found.every((one) => one.length === found[0].length);
  if (whole && Object.keys(found).length === count) return found;
  throw new CallFault(
    "passing",
    "MALFORMED_REPLY",
    `The server's reply is malformed: expected ${count} embeddings of one length.`,
  );
}

/** Tokens that a reply of embeddings says that it used. */
export function tokensOfEmbeddings(raw: unknown): number | undefined {
  const tokens = (raw as { usage?: { prompt_tokens?: unknown } } | null)?.usage?.prompt_tokens;
  return typeof tokens === "number" ? tokens : undefined;
}

/** Cosine of two vectors. */
export function cosine([a, b]: readonly (readonly number[])[]): number {
  let dot = 0;
  let lengths = 0;
  let others = 0;
  for (let k = 0; k < a.length; k++) {
    dot += a[k] * b[k];
    lengths += a[k] ** 2;
    others += b[k] ** 2;
  }
  return dot / Math.sqrt(lengths * others || 1);
}
