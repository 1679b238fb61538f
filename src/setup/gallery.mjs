// npm run gallery: writes what notebooks/gallery.ipynb shows as one page that asks nothing of the network, dist/gallery.html, in the reader's light or dark theme.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { galleryPage } from "./galleryPage.mjs";
import { root } from "./paths.mjs";
import { prepare } from "./prepare.mjs";
import { announce, main } from "./progress.mjs";

main(async () => {
  await prepare({ model: false });
  const file = path.join(root, "dist", "gallery.html");
  writeFileSync(file, await galleryPage());
  announce(`written to ${path.relative(process.cwd(), file)}`);
  return 0;
});
