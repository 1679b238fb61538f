import { describe, expect, it } from "vitest";
import { html, line, type Progress, paced } from "../../src/evaluate/progress.js";

const at = (done: number, more: Partial<Progress> = {}): Progress => ({
  done,
  total: 2000,
  recorded: 0,
  rate: 8,
  secondsLeft: (2000 - done) / 8,
  ...more,
});

describe("progress", () => {
  it("reads as a line", () => {
    expect(line(at(340), undefined)).toBe("340 of 2,000 answers · 8.0/s · 3 min 28 s left");
    expect(line(at(340, { recorded: 40, rate: 1234.5 }), "interrupted")).toBe(
      "340 of 2,000 answers · 40 recorded · 1,235/s · interrupted",
    );
    expect(line(at(0, { rate: 0, secondsLeft: undefined }), undefined)).toBe("0 of 2,000 answers");
  });

  it("is a bar while it runs and a quiet line at the end", () => {
    expect(html(at(500), undefined)).toContain("width:25.0%");
    expect(html(at(2000), "done")).not.toContain("width");
  });

  it("shows nothing of quick work, then a few updates a second, then how it ended, once", () => {
    let now = 0;
    const shown: [number, string | undefined][] = [];
    const display = paced(
      (_, how) => shown.push([now, how]),
      undefined,
      () => now,
    );
    for (; now < 900; now += 10) display.update(at(1));
    expect(shown).toEqual([]);
    for (; now < 2000; now += 10) display.update(at(1));
    expect(shown.length).toBe(7);
    display.end(at(2), "interrupted");
    display.end(at(2), "failed");
    display.update(at(3));
    expect(shown.slice(7).map(([, how]) => how)).toEqual(["interrupted"]);

    shown.length = 0;
    now = 0;
    paced(
      (_, how) => shown.push([now, how]),
      undefined,
      () => now,
    ).end(at(2), "done");
    expect(shown).toEqual([]);
  });

  it("says that the explanation is computed, and takes it back where nothing else was shown", () => {
    const shown: (string | undefined)[] = [];
    const passing = () => {
      shown.push("computing");
      return () => void shown.push("taken away");
    };
    const display = (erasable: boolean, now: () => number = () => 0) => {
      shown.length = 0;
      return paced((_, how) => shown.push(how), erasable ? passing : () => undefined, now);
    };
    const quick = display(true);
    quick.computing(at(2), true);
    quick.end(at(2), "explained");
    quick.end(at(2), "failed");
    expect(shown).toEqual(["computing", "taken away"]);
    for (const [erasable, slow] of [
      [true, false],
      [false, true],
    ]) {
      const silent = display(erasable);
      silent.computing(at(2), slow);
      silent.end(at(2), "explained");
      expect(shown).toEqual([]);
    }
    let now = 0;
    const long = display(false, () => now);
    now = 5_000;
    long.update(at(1));
    long.computing(at(2), false);
    long.end(at(2), "explained");
    expect(shown).toEqual([undefined, "computing", "explained"]);
    expect(line(at(2000), "computing")).toBe("2,000 of 2,000 answers · 8.0/s · computing the explanation…");
    expect(line(at(2000), "explained")).toBe("2,000 of 2,000 answers · 8.0/s · done");
    expect(html(at(2000), "computing", "address")).not.toContain("<button");
  });
});
