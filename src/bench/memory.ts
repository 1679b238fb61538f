import { readFileSync, writeFileSync } from "node:fs";

/** Starts a new measurement of the process's peak memory; false where the system has no such thing (then the peak is that of its life). */
export function resetPeak(): boolean {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
    return true;
  } catch {
    return false;
  }
}

/** The largest resident size of this process since `resetPeak`, in MiB. */
export function peakMiB(): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (line) return Number(line[1]) / 1024;
  } catch {
    // No /proc: the figure of the operating system below.
  }
  return process.resourceUsage().maxRSS / 1024;
}
