// npm run bench. Parses on any Node that knows modules, so that the version check can speak before anything else is loaded.
import { nodeComplaint } from "../setup/nodeVersion.mjs";

const complaint = nodeComplaint(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exitCode = 1;
} else {
  import("./prepare.mjs").then((bench) => bench.startBench(process.argv.slice(2)));
}
