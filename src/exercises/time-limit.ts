/** How long an answer may take for one call, in milliseconds. */
const LIMIT = 2000;

/** Under this name a script of `node:vm` finds the function that it is to call. */
const NAME = "leaky-relu:limited";

/** Thrown when a call has taken longer than the limit. */
export class TooLong extends Error {}

/** What an answer did that has thrown an error, for a sentence: "throws …" or "takes more than …". */
export function whatHappened(error: unknown): string {
  return error instanceof TooLong ? error.message : `throws ${error}`;
}

/**
 * Calls a function, and ends it after two seconds, even inside an endless loop.
 *
 * Only `node:vm` can end a loop from outside. A browser has none, and there the call takes as
 * long as it takes.
 *
 * @returns what the function returns
 * @throws TooLong when it took too long, and whatever the function throws
 */
export function withTimeLimit<Result>(call: () => Result): Result {
  const vm = globalThis.process?.getBuiltinModule?.("node:vm");
  if (!vm) return call();
  const names = globalThis as { [name: symbol]: unknown };
  names[Symbol.for(NAME)] = call;
  try {
    return vm.runInThisContext(`globalThis[Symbol.for("${NAME}")]()`, { timeout: LIMIT });
  } catch (error) {
    const { code } = error as { code?: string };
    throw code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
      ? new TooLong(`takes more than ${LIMIT / 1000} seconds`)
      : error;
  } finally {
    delete names[Symbol.for(NAME)];
  }
}
