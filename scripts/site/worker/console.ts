import { formatWithOptions } from "./util";

/** Makes a console print as Node's does, through `process.stdout` and `process.stderr`. */
export function printTo(console: Console): void {
  const print =
    (stream: "stdout" | "stderr") =>
    (...args: unknown[]) => {
      process[stream].write(`${formatWithOptions({}, ...args)}\n`);
    };
  console.log = console.info = console.debug = print("stdout");
  console.error = console.warn = console.trace = print("stderr");
}
