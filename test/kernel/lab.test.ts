import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, launchChromium } from "../support/chromium.js";
import { type Lab, labCommand, openNotebook, runAllCells, startLab } from "../support/lab.js";

let lab: Lab;
let browser: Browser;

beforeAll(async () => {
  [lab, browser] = await Promise.all([startLab(), launchChromium()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

const game = (value: string): string => `import * as sx from "spexlab";
const words = sx.text("Not bad at all").words();
const game = sx.game(words, (masks) => masks.map((m) => ${value}));
await sx.explain(game, { method: sx.exact() })`;

function notebook(name: string, ...cells: string[]): string {
  const kernelspec = { name: "spexlab", display_name: "TypeScript (spexlab)", language: "typescript" };
  writeFileSync(
    path.join(lab.notebooks, name),
    JSON.stringify({
      cells: cells.map((source, k) => ({
        cell_type: "code",
        id: `cell-${k}`,
        metadata: {},
        execution_count: null,
        outputs: [],
        source,
      })),
      metadata: { kernelspec },
      nbformat: 4,
      nbformat_minor: 5,
    }),
  );
  return lab.url(name);
}

const model = (page: Page, value: string) =>
  page.locator(".sx-model-value").getByText(value, { exact: true }).first().waitFor({ timeout: 15_000 });
const word = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first();

describe("JupyterLab with our kernel", () => {
  it("a click shows the surrogate and the model itself, also after the page is loaded again, and after the kernel is gone says so", async () => {
    const page = await browser.context.newPage();
    const trouble: string[] = [];
    page.on("pageerror", (error) => trouble.push(String(error)));
    const url = notebook("live.ipynb", game("(m.has('Not') && m.has('bad') ? 5 : 1)"));
    await openNotebook(page, url);
    await runAllCells(page);
    await page.locator(".sx-model").getByText("The model itself is asked too.").waitFor({ timeout: 30_000 });
    await word(page, "Not").click();
    await page.locator(".sx-value").getByText("+1.00").first().waitFor();
    await model(page, "+1.00");
    await word(page, "Not").click();
    await word(page, "all").click();
    await model(page, "+5.00");

    await labCommand(page, "docmanager:save");
    await openNotebook(page, url.replace("?reset&", "?"));
    await page.locator(".sx-model").getByText("The model itself is asked too.").waitFor({ timeout: 30_000 });
    await word(page, "bad").click();
    await model(page, "+1.00");

    await labCommand(page, "kernelmenu:shutdown");
    await word(page, "at").click();
    await page
      .locator(".sx-model")
      .getByText(/could not|cannot be asked/)
      .waitFor({ timeout: 15_000 });
    await page.locator(".sx-value").first().waitFor();
    expect(trouble).toEqual([]);
    await page.close();
  }, 150_000);

  it("two notebooks on one kernel each keep to their own; Stop and Interrupt end what runs", async () => {
    const slow =
      "await sx.explain(sx.game(12, async (masks) => { await new Promise((done) => setTimeout(done, 300)); return masks.map(() => 1); }), { budget: 4_000 })";
    const [one, two] = await Promise.all([browser.context.newPage(), browser.context.newPage()]);
    await openNotebook(one, notebook("one.ipynb", game("(m.has('Not') ? 2 : 3)"), slow));
    await openNotebook(
      two,
      notebook("two.ipynb", game("(m.has('Not') ? 8 : 9)"), "console.log('on'); while (true) {}"),
    );
    const runs = [runAllCells(one), runAllCells(two)].map((run) => run.catch(() => {}));

    // A click is answered while the second cell runs.
    await one.locator("[data-spexlab-stop]").waitFor({ timeout: 60_000 });
    await word(one, "Not").click();
    await model(one, "+3.00");
    // The progress display moves while it is updated: Playwright's own click would wait for it to stand still.
    await one.getByRole("button", { name: "Stop" }).click({ force: true });
    await one
      .getByText("INTERRUPTED")
      .or(one.getByText(/Interrupted with \d+ of/))
      .first()
      .waitFor({ timeout: 15_000 });

    await two.getByText("on", { exact: true }).waitFor({ timeout: 60_000 });
    await labCommand(two, "notebook:interrupt-kernel");
    await two.getByText("The cell was interrupted.").first().waitFor({ timeout: 15_000 });
    await word(two, "Not").click();
    await model(two, "+9.00");
    await Promise.all(runs);
  }, 150_000);
});
