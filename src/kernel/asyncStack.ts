import { mayEndName } from "./postbox.js";

/** Node's inner account of asynchronous work: counts of hooks, and a way to clear the stack of what is under way. */
interface AsyncWrap {
  readonly async_hook_fields: Uint32Array;
  readonly constants: { readonly kTotals: number };
  clearAsyncIdStack(): void;
}

const wrap = asyncWrap();

/**
 * Lets the postman ask whether what runs may be ended from outside. Not so when someone follows asynchronous work
 * (AsyncLocalStorage does, up to Node 23): Node then checks its stack after every callback and would end the whole process.
 */
export function offerEnd(): void {
  const mayEnd = (): boolean => wrap !== undefined && wrap.async_hook_fields[wrap.constants.kTotals] === 0;
  Object.defineProperty(globalThis, Symbol.for(mayEndName), { value: mayEnd });
}

/** Forgets the asynchronous work that was under way; to be called from a callback, after something was ended by force. */
export function clearAsyncStack(): void {
  wrap?.clearAsyncIdStack();
}

function asyncWrap(): AsyncWrap | undefined {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  try {
    return (process as unknown as { binding(name: string): AsyncWrap }).binding("async_wrap");
  } catch {
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation;
  }
}
