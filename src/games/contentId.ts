import { createHash } from "node:crypto";

/** The id of what is asked, by content: sha256 of its JSON. */
export function contentId(asked: unknown): string {
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex");
}
