/**
 * The variables that cells share. Compiled cells write them by assignment and by `Object.defineProperty` (for imports);
 * both must leave something that a later cell may overwrite.
 */
export function cellExports(): { [name: string]: unknown } {
  return new Proxy<{ [name: string]: unknown }>(
    {},
    {
      defineProperty(target, name, { get, value }) {
        if (name !== "__esModule") {
          const now = get === undefined ? value : get();
          Reflect.defineProperty(target, name, {
            value: now,
            writable: true,
            enumerable: true,
            configurable: true,
          });
        }
        return true;
      },
    },
  );
}
