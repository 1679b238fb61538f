// npm run readme: writes into README.md what was measured: the picture, what its program prints, the tables of the benchmark.
import { build } from "./build.mjs";
import { ensureChromium } from "./chromium.mjs";
import { installNodePackages } from "./nodePackages.mjs";
import { root } from "./paths.mjs";
import { main, step } from "./progress.mjs";
import { refreshReadme } from "./readmeParts.mjs";
import { linkSelf } from "./selfLink.mjs";

main(async () => {
  await step("node packages", installNodePackages);
  await step("spexlab", async (note) => {
    linkSelf(root);
    await build(note);
  });
  const chromium = await step("chromium", ensureChromium);
  await step("readme", (note) => refreshReadme(note, chromium));
  return 0;
});
