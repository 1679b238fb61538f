import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/**
 * Looks at every element of the page that `selector` names, each the output of one widget, and says what is wrong with it: no picture of real size, text that
 * belongs to a script, a style or a stripped picture, anything beyond the window's right edge, and, where pictures are part of the page, texts that are cut
 * off or lie on one another. Waits until images are drawn.
 */
export function troubles(page: Page, selector: string): Promise<string[]> {
  return page.evaluate(async (wanted) => {
    const found: string[] = [];
    const outputs = [...document.querySelectorAll<HTMLElement>(wanted)];
    if (outputs.length === 0) return [`no output ${wanted}`];
    for (const [k, output] of outputs.entries()) {
      const say = (what: string): void => {
        found.push(`${k}: ${what}`);
      };
      await Promise.all(
        [...output.querySelectorAll("img")].map((img) => img.decode().catch(() => say("an image is broken"))),
      );
      const pictures = [...output.querySelectorAll<HTMLElement | SVGElement>("img, svg, canvas")].filter(
        (one) => one.closest("svg") === one || one.closest("svg") === null,
      );
      const seen = pictures
        .map((one) => one.getBoundingClientRect())
        .filter(({ width, height }) => width > 100 && height > 30);
      if (seen.length === 0) say(`no picture among ${pictures.length}`);
      const right = document.documentElement.clientWidth;
      for (const one of [...pictures, ...output.querySelectorAll<HTMLElement>("table, p, div")]) {
        const box = one.getBoundingClientRect();
        if (box.width > 0 && box.right > right + 1)
          say(`<${one.localName}> ends at ${Math.round(box.right)} of ${right}`);
      }
      const walker = document.createTreeWalker(output, NodeFilter.SHOW_TEXT);
      let words = "";
      while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement!;
        if (parent.closest("script, style, svg, .vega-embed details") === null)
          words += walker.currentNode.textContent;
      }
      if (/customElements|function\s*\(|--sx-|base64|undefined|NaN|\[object|\{"/.test(words))
        say(`junk: ${words.slice(0, 200)}`);
      if (output.querySelector(".sx-words, .sx-step, table") === null && words.trim() !== "")
        say(`stray text: ${words.trim().slice(0, 200)}`);
      for (const svg of output.querySelectorAll("svg.sx-plot, svg[role=img]")) {
        const frame = svg.getBoundingClientRect();
        if (frame.width === 0) continue;
        const texts = [...svg.querySelectorAll("text")]
          .map((text) => ({
            says: [...text.childNodes]
              .filter(({ nodeName }) => nodeName !== "title")
              .map(({ textContent }) => textContent)
              .join(""),
            box: text.getBoundingClientRect(),
          }))
          .filter(({ says }) => says !== "");
        texts.forEach(({ says, box }, at) => {
          if (
            box.left < frame.left - 1 ||
            box.right > frame.right + 1 ||
            box.bottom > frame.bottom + 1 ||
            box.top < frame.top - 1
          ) {
            say(`cut: ${says}`);
          }
          for (const other of texts.slice(at + 1)) {
            const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
            const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
            if (wide > 1 && high > 3) say(`“${says}” on “${other.says}”`);
          }
        });
      }
    }
    return found;
  }, selector);
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Serious and critical faults that axe-core finds within the elements of this selector. */
export async function faults(page: Page, selector: string): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async (wanted) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: object,
          options: object,
        ): Promise<{
          violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run(
      { include: [[wanted]], exclude: [[".vega-embed details"]] },
      { resultTypes: ["violations"] },
    );
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }) =>
          `${id}, ${nodes.length} times: ${nodes
            .slice(0, 3)
            .map(
              ({ html, failureSummary }) =>
                `${html.slice(0, 160)} (${failureSummary.replace(/\s+/g, " ").slice(0, 240)})`,
            )
            .join(" | ")}`,
      );
  }, selector);
}
