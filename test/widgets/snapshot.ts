import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";

/**
 * A picture that must stay as it is: the function's name is the test's and the file's. On a difference
 * `NAME-changed.svg` is written beside the kept one: look at both, and rename it if the change is wanted.
 * A picture without a kept file fails as well, so a new one is looked at before it is kept.
 */
export function keeps(draw: () => string): void {
  test(draw.name, () => {
    const svg = `${draw()}\n`;
    expect(parseHTML(svg).document.querySelectorAll("svg").length).toBe(1);
    const kept = new URL(`./snapshots/${draw.name}.svg`, import.meta.url);
    const changed = new URL(`./snapshots/${draw.name}-changed.svg`, import.meta.url);
    if (existsSync(kept) && readFileSync(kept, "utf8") === svg) {
      rmSync(changed, { force: true });
      return;
    }
    writeFileSync(changed, svg);
    expect.fail(`${draw.name}.svg is not as kept: compare it with ${draw.name}-changed.svg`);
  });
}
