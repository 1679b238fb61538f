import { mkdirSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Found, findPython } from "../../src/setup/findPython.mjs";

/** A machine on which the named programs are Pythons of these versions. */
function machine(pythons: Record<string, { version: string; missing?: string }>) {
  return (program: string[]): Found | undefined => {
    const name = program.join(" ");
    const python = pythons[name];
    return (
      python && {
        program,
        version: python.version,
        executable: `/bin/${name}`,
        missing: python.missing ?? "",
      }
    );
  };
}

const nowhere = { HOME: "/nonexistent" };

describe("the search for a Python", () => {
  it("takes python3 when it is new enough", () => {
    const probe = machine({ python3: { version: "3.12.1" } });
    expect(findPython({ env: nowhere, platform: "linux", probe }).program).toEqual(["python3"]);
  });

  it("prefers a numbered name over a python3 that is too old", () => {
    const probe = machine({ python3: { version: "3.9.2" }, "python3.11": { version: "3.11.7" } });
    expect(findPython({ env: nowhere, platform: "linux", probe }).version).toBe("3.11.7");
  });

  it("asks the launcher on Windows", () => {
    const probe = machine({ "py -3.12": { version: "3.12.4" } });
    expect(findPython({ env: nowhere, platform: "win32", probe }).program).toEqual(["py", "-3.12"]);
  });

  it("looks into pyenv's folder, newest version first", () => {
    const PYENV_ROOT = mkdtempSync(path.join(os.tmpdir(), "spexlab-pyenv-"));
    const places = ["3.9.1", "3.11.7", "3.12.10", "3.12.2"].map((v) => path.join(PYENV_ROOT, "versions", v));
    for (const place of places) mkdirSync(place, { recursive: true });
    const tried: string[] = [];
    const probe = (program: string[]) => {
      tried.push(program[0]);
      return undefined;
    };
    expect(() => findPython({ env: { PYENV_ROOT }, platform: "linux", probe })).toThrow();
    const versions = tried
      .filter((file) => file.startsWith(PYENV_ROOT))
      .map((file) => file.split(path.sep).at(-3));
    expect(versions).toEqual(["3.12.10", "3.12.2", "3.11.7", "3.9.1"]);
  });

  it("says what it found when all are too old", () => {
    const probe = machine({ python3: { version: "3.9.2" } });
    expect(() => findPython({ env: nowhere, platform: "linux", probe })).toThrow(
      /needs Python 3\.11 or newer.*Found: \/bin\/python3 is Python 3\.9\.2.*Install a current Python/s,
    );
  });

  it("says so when there is none", () => {
    expect(() => findPython({ env: nowhere, platform: "linux", probe: () => undefined })).toThrow(
      /Found none/,
    );
  });

  it("names the missing module and Debian's package for it", () => {
    const probe = machine({ python3: { version: "3.11.2", missing: "ensurepip" } });
    expect(() => findPython({ env: nowhere, platform: "linux", probe })).toThrow(
      /has no ensurepip.*python3-venv/s,
    );
  });

  it("takes SPEXLAB_PYTHON alone, without falling back to another", () => {
    const probe = machine({ python3: { version: "3.12.1" }, "/old/python": { version: "3.8.0" } });
    const env = { ...nowhere, SPEXLAB_PYTHON: "/old/python" };
    expect(() => findPython({ env, platform: "linux", probe })).toThrow(
      /SPEXLAB_PYTHON=\/old\/python.*Python 3\.8\.0/s,
    );
  });

  it("finds one on this machine", () => {
    expect(findPython().missing).toBe("");
  });
});
