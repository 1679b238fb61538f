import { expect, it } from "vitest";
import { readOptions, wantsModel } from "../../src/setup/options.mjs";

it("reads what npm start is asked for", () => {
  const plain = { model: true, browser: true, prepareOnly: false, port: undefined };
  expect(readOptions([], {})).toEqual(plain);
  expect(readOptions(["--no-model", "--no-browser", "--prepare-only"], {})).toEqual({
    model: false,
    browser: false,
    prepareOnly: true,
    port: undefined,
  });
  expect(readOptions(["--port", "9000"], {}).port).toBe(9000);
  expect(readOptions(["--port=9001"], {}).port).toBe(9001);
  expect(readOptions([], { SPEXLAB_MODEL: "none" }).model).toBe(false);
});

it.each([
  [["--prot", "1"], /does not know `--prot`.*--no-model/s],
  [["--port"], /--port to be a number from 1 to 65535, got `nothing`/],
  [["--port", "8e3"], /got `8e3`/],
  [["--port", "70000"], /got `70000`/],
])("refuses %j", (args, message) => {
  expect(() => readOptions(args, {})).toThrow(message);
});

it("refuses an unknown SPEXLAB_MODEL", () => {
  expect(() => wantsModel({ SPEXLAB_MODEL: "off" })).toThrow(
    "Expected SPEXLAB_MODEL to be `none` or unset, got `off`.",
  );
});
