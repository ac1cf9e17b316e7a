/*
 * Node's console in a page. Node keeps its own to itself, so this is written after it:
 * https://github.com/nodejs/node/blob/v24.0.0/lib/internal/console/constructor.js
 */
import { formatWithOptions, getStringWidth, inspect } from "./util";

type Stream = "stdout" | "stderr";

/**
 * Makes a console print as Node's does, with all its methods.
 *
 * @param write - takes the text for one of the two streams of a cell
 */
export function printTo(console: Console, write: (stream: Stream, text: string) => void): void {
  let indent = "";
  const print = (stream: Stream, text: string) => {
    write(stream, `${indent}${text.replaceAll("\n", `\n${indent}`)}\n`);
  };
  const printer =
    (stream: Stream) =>
    (...args: unknown[]) =>
      print(stream, formatWithOptions({}, ...args));
  const log = printer("stdout");
  const warn = printer("stderr");
  const counts = new Map<string, number>();
  const begun = new Map<string, number>();

  const group = (...label: unknown[]) => {
    if (label.length > 0) log(...label);
    indent += "  ";
  };
  /** Prints how long a timer has run, and whether it is known. */
  const timed = (method: string, label: string, more: unknown[]) => {
    const start = begun.get(label);
    if (start === undefined) warn(`Warning: No such label '${label}' for console.${method}()`);
    else log("%s: %s", label, duration(performance.now() - start), ...more);
  };

  const methods: Partial<Console> = {
    log,
    info: log,
    debug: log,
    dirxml: log,
    warn,
    error: warn,
    trace: (...args) =>
      warn(`Trace${args.length > 0 ? ": " : ""}${formatWithOptions({}, ...args)}`),
    dir: (value, options) =>
      print("stdout", inspect(value, { customInspect: false, ...(options as object) })),
    assert: (condition, ...args) => {
      if (condition) return;
      const [first, ...rest] = args;
      if (args.length === 0) warn("Assertion failed");
      else if (typeof first === "string") warn(`Assertion failed: ${first}`, ...rest);
      else warn("Assertion failed:", ...args);
    },
    count: (label = "default") => {
      const count = (counts.get(`${label}`) ?? 0) + 1;
      counts.set(`${label}`, count);
      log(`${label}: ${count}`);
    },
    countReset: (label = "default") => {
      if (!counts.delete(`${label}`)) warn(`Warning: Count for '${label}' does not exist`);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    time: (label = "default") => {
      if (begun.has(`${label}`)) {
        warn(`Warning: Label '${label}' already exists for console.time()`);
      } else begun.set(`${label}`, performance.now());
    },
    timeLog: (label = "default", ...more) => timed("timeLog", `${label}`, more),
    timeEnd: (label = "default") => {
      timed("timeEnd", `${label}`, []);
      begun.delete(`${label}`);
    },
    table: (data, columns) => {
      log(typeof data === "object" && data !== null ? table(data, columns) : data);
    },
  };
  Object.assign(console, methods);
}

/** A time in milliseconds as Node's console prints it: "1.5ms", "2.000s", "1:05.000 (m:ss.mmm)" */
function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds >= 60) {
    const minutes = Math.floor(seconds / 60);
    return `${minutes}:${(seconds - 60 * minutes).toFixed(3).padStart(6, "0")} (m:ss.mmm)`;
  }
  if (seconds >= 1) return `${seconds.toFixed(3)}s`;
  return `${Number(milliseconds.toPrecision(6))}ms`;
}

/** A value in a cell of a table: one line. */
function brief(value: unknown): string {
  const large =
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 2;
  return inspect(value, {
    depth: large ? -1 : 0,
    maxArrayLength: 3,
    breakLength: Number.POSITIVE_INFINITY,
  });
}

/** The rows of a table: of a map its pairs, of a set its values, of all else its properties. */
function table(data: object, only?: readonly string[]): string {
  const numbers = (length: number) => Array.from({ length }, (_, i) => String(i));
  if (data instanceof Map) {
    const [keys, values] = [[...data.keys()].map(brief), [...data.values()].map(brief)];
    return drawn(["(iteration index)", "Key", "Values"], [numbers(data.size), keys, values]);
  }
  if (data instanceof Set) {
    return drawn(["(iteration index)", "Values"], [numbers(data.size), [...data].map(brief)]);
  }
  const columns = new Map<string, string[]>();
  const alone: string[] = [];
  const names = Object.keys(data);
  for (const [i, name] of names.entries()) {
    const row: unknown = Reflect.get(data, name);
    if ((typeof row !== "object" && typeof row !== "function") || row === null) {
      alone[i] = brief(row);
      continue;
    }
    for (const key of only ?? Object.keys(row)) {
      const column = columns.get(key) ?? [];
      columns.set(key, column);
      column[i] = Object.hasOwn(row, key) ? brief(Reflect.get(row, key)) : "";
    }
  }
  const heads = ["(index)", ...columns.keys()];
  const all = [names, ...columns.values()];
  return alone.length > 0 ? drawn([...heads, "Values"], [...all, alone]) : drawn(heads, all);
}

/** A table in lines and corners. */
function drawn(heads: string[], columns: string[][]): string {
  const height = Math.max(...columns.map(({ length }) => length));
  const cells = columns.map((column) => Array.from({ length: height }, (_, i) => column[i] ?? ""));
  const widths = heads.map((head, i) =>
    Math.max(...[head, ...(cells[i] ?? [])].map((text) => getStringWidth(text))),
  );
  const row = (texts: string[]) => {
    const padded = texts.map((text, i) => {
      return text + " ".repeat((widths[i] ?? 0) - getStringWidth(text));
    });
    return `│ ${padded.join(" │ ")} │`;
  };
  const bars = widths.map((width) => "─".repeat(width + 2));
  return [
    `┌${bars.join("┬")}┐`,
    row(heads),
    `├${bars.join("┼")}┤`,
    ...Array.from({ length: height }, (_, i) => row(cells.map((column) => column[i] ?? ""))),
    `└${bars.join("┴")}┘`,
  ].join("\n");
}
