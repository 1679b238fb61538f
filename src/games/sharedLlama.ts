import { type LoadedLlama, loadLlama } from "./llama.js";

interface Shared {
  readonly llama: Promise<LoadedLlama>;
  users: number;
  turn: Promise<unknown>;
}

const open = new Map<string, Shared>();

/** A loaded model in use. */
export interface LlamaUse {
  /** Runs `work` after all that was asked of this model before, whoever asked. */
  inTurn<T>(work: (llama: LoadedLlama) => Promise<T>): Promise<T>;
  /** Ends this use; the last one frees the model. */
  release(): Promise<void>;
}

/** Uses a model file, loading it when nobody else does: a cell that is run again does not load it twice. */
export function useLlama(file: string, threads: number): LlamaUse {
  const key = `${threads} ${file}`;
  const shared: Shared = open.get(key) ?? {
    llama: loadLlama(file, threads),
    users: 0,
    turn: Promise.resolve(),
  };
  open.set(key, shared);
  shared.users++;
  shared.llama.catch(() => open.delete(key));
  const inTurn = <T>(work: (llama: LoadedLlama) => Promise<T>): Promise<T> => {
    const result = shared.turn.then(async () => work(await shared.llama));
    shared.turn = result.catch(() => undefined);
    return result;
  };
  return {
    inTurn,
    async release() {
      if (--shared.users > 0) return;
      open.delete(key);
      await inTurn((llama) => llama.close());
    },
  };
}
