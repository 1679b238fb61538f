import { Agent, request } from "node:http";
import type { Masks } from "../../bits/masks.js";
import { evaluate } from "../../evaluate/evaluate.js";
import { game } from "../../games/game.js";
import { openai } from "../../games/openai/openai.js";
import { fromReply } from "../../games/openai/readouts.js";
import { text } from "../../maskers/text.js";
import { median } from "../ratios.js";
import { masksWithRepeats } from "./masks.js";

const PLAYERS = 40;

interface Asked {
  readonly url: string;
  readonly concurrent: number;
  readonly calls: number;
  readonly rounds: number;
}

/**
 * Calls a second of three clients that take turns: a bare loop over kept-alive connections, the evaluator around the same
 * requests, and `sx.openai` with the npm SDK. Counted between the first calls, in which the evaluator tries how many the
 * server bears, and the last, which are fewer than may be under way. `share`: over the bare loop's of the same round.
 */
export async function httpRates(asked: Asked): Promise<{ [name: string]: number }> {
  const { url, concurrent, rounds } = asked;
  const agent = new Agent({ keepAlive: true, maxSockets: concurrent });
  const post = poster(`${url}/completions`, agent);
  const masks = masksWithRepeats(PLAYERS, asked.calls);
  const runs: { bare: number; evaluator: number; sdk: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push({
      bare: await bareRate(post, asked),
      evaluator: await evaluatorRate(post, masks, concurrent),
      sdk: await sdkRate(url, masks, concurrent),
    });
  }
  agent.destroy();
  return {
    perSecond: median(runs.map(({ evaluator }) => evaluator)),
    barePerSecond: median(runs.map(({ bare }) => bare)),
    share: median(runs.map(({ evaluator, bare }) => evaluator / bare)),
    sdkShare: median(runs.map(({ sdk, bare }) => sdk / bare)),
  };
}

async function bareRate(post: () => Promise<number>, { concurrent, calls }: Asked): Promise<number> {
  const meter = new Meter(concurrent);
  let left = calls;
  const loop = async (): Promise<void> => {
    while (left-- > 0) {
      await post();
      meter.tick();
    }
  };
  await Promise.all(Array.from({ length: concurrent }, loop));
  return meter.perSecond();
}

async function evaluatorRate(post: () => Promise<number>, masks: Masks, concurrent: number): Promise<number> {
  const meter = new Meter(concurrent);
  const asked = game(
    PLAYERS,
    async () => {
      const value = await post();
      meter.tick();
      return [value];
    },
    { calls: { concurrent } },
  );
  await evaluate(asked, masks);
  return meter.perSecond();
}

async function sdkRate(url: string, masks: Masks, concurrent: number): Promise<number> {
  const meter = new Meter(concurrent);
  const read = (reply: { readonly text: string }): number => {
    meter.tick();
    return Number(reply.text);
  };
  const readout = fromReply(read, { id: "number", tokens: 1 });
  const model = openai({
    baseURL: url,
    model: "instant",
    api: "completions",
    readout,
    calls: { concurrent },
  });
  await evaluate(game(text("word ".repeat(PLAYERS)).words(), model), masks);
  return meter.perSecond();
}

/** Counts answers between the ramp at the start and the end. */
class Meter {
  readonly #times: number[] = [];
  readonly #concurrent: number;

  constructor(concurrent: number) {
    this.#concurrent = concurrent;
  }

  tick(): void {
    this.#times.push(performance.now());
  }

  perSecond(): number {
    const from = RAMP * this.#concurrent;
    const to = this.#times.length - this.#concurrent;
    if (to <= from) throw new RangeError(`Too few calls for ${this.#concurrent} at once.`);
    return ((to - from) / (this.#times[to] - this.#times[from])) * 1000;
  }
}

/** Rounds of calls after which as many are under way as may be. */
export const RAMP = 4;

/** Sends one request and reads its number. */
function poster(address: string, agent: Agent): () => Promise<number> {
  const body = JSON.stringify({ model: "instant", prompt: "word ".repeat(PLAYERS / 2), max_tokens: 1 });
  const headers = { "content-type": "application/json", "content-length": body.length };
  return () =>
    new Promise((resolve, reject) => {
      const sent = request(address, { method: "POST", agent, headers }, (response) => {
        let reply = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          reply += part;
        });
        response.on("end", () => resolve(Number(JSON.parse(reply).choices[0].text)));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(body);
    });
}
