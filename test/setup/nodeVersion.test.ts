import { expect, it } from "vitest";
import { nodeComplaint } from "../../src/setup/nodeVersion.mjs";

it.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("Node %s will do", (version) => {
  expect(nodeComplaint(version)).toBe("");
});

it.each(["12.22.0", "18.20.4", "20.18.3"])(
  "Node %s is refused with what is needed and what to do",
  (version) => {
    const complaint = nodeComplaint(version);
    expect(complaint).toContain("needs Node 20.19 or newer");
    expect(complaint).toContain(`this is Node ${version}`);
    expect(complaint).toContain("Install a current Node");
  },
);
