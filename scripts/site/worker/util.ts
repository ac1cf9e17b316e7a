/* Node's `util`, as far as tslab, the package and the notebooks use it. */

/** Node's own code, taken out of it; its declarations are in error, so Node's stand for them. */
export const { format, formatWithOptions, getStringWidth, inspect } =
  require("node-inspect-extracted") as typeof import("node:util") & {
    getStringWidth(text: string): number;
  };

export const { TextDecoder, TextEncoder } = globalThis;

/** As Node's: https://nodejs.org/api/util.html#utilisdeepstrictequalval1-val2 */
export function isDeepStrictEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date && !Object.is(a.getTime(), (b as Date).getTime())) return false;
  if (a instanceof RegExp && String(a) !== String(b)) return false;
  if (a instanceof Map) return sameItems([...a], [...(b as typeof a)]);
  if (a instanceof Set) return sameItems([...a], [...(b as typeof a)]);
  const keys = Reflect.ownKeys(a);
  return (
    keys.length === Reflect.ownKeys(b).length &&
    keys.every(
      (key) => Object.hasOwn(b, key) && isDeepStrictEqual(Reflect.get(a, key), Reflect.get(b, key)),
    )
  );
}

/** Whether two lists have the same items, in whichever order. */
function sameItems(a: unknown[], b: unknown[]): boolean {
  const left = [...b];
  return (
    a.length === b.length &&
    a.every((item) => {
      const found = left.findIndex((other) => isDeepStrictEqual(item, other));
      if (found >= 0) left.splice(found, 1);
      return found >= 0;
    })
  );
}
