import { rolldown } from "rolldown";

/** Bundles a TypeScript file of the tests, with what it imports from src, into one that plain Node runs. */
export async function bundle(input: string, file: string): Promise<void> {
  const build = await rolldown({
    input,
    platform: "node",
    external: [/^node:/, /^[^./]/],
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    treeshake: true,
  });
  await build.write({ file, format: "esm", codeSplitting: false });
  await build.close();
}
