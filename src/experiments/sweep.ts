import { lines } from "../charts/lines";
import { median } from "../charts/median";
import { formatNumber } from "../figure/format-number";
import type { Figure } from "../figure/types";
import { progress } from "./progress";
import { enough, wins } from "./wins";

/** What is varied: for each name, the values that it takes. One of them is `seed`. */
export type Grid = { readonly [name: string]: ArrayLike<unknown> };

/** One combination of the values of a grid. */
export type Setting<G extends Grid> = {
  [Name in keyof G]: G[Name] extends ArrayLike<infer Value> ? Value : never;
};

/** What a run measures: numbers, or curves of numbers (one for each epoch, or for each layer). */
export type Measures = { readonly [name: string]: number | ArrayLike<number> };

/** How a measure is shown. */
export interface Look {
  /** The title of the measure, in place of its name */
  label?: string;
  /** "%" shows shares from 0 to 1 as per cent */
  unit?: "%";
}

/**
 * Runs an experiment for every combination of the values in a grid, and keeps what it measures.
 *
 * It shows how far it has come, and ends on Interrupt. The value `seed` is what the runs differ in by
 * chance: charts draw each of them, tables give their median, verdicts compare all of them.
 *
 * @param grid - what is varied, for instance `{ alpha: [0, 0.1], depth: [1, 8], seed: seeds }`
 * @param run - the experiment for one combination; it returns what it measures
 * @throws RangeError for a grid without `seed`, or with a name that has no values
 * @throws Error when interrupted, and whatever `run` throws
 * @example
 * const losses = await sweep({ alpha: [0, 0.1], seed: [1, 2, 3] }, ({ alpha, seed }) => {
 *   const net = network({ widths: [2, 8], activation: leaky(alpha), seed });
 *   return { loss: train(net, spirals, { epochs: 100, rate: 0.1 })[99] };
 * });
 * losses.table("loss", { rows: "alpha" });
 */
export async function sweep<G extends Grid, M extends Measures>(
  grid: G,
  run: (setting: Setting<G>) => M,
): Promise<Sweep<Setting<G>, M>> {
  if (!("seed" in grid))
    throw new RangeError("sweep: the grid has no seed, as in { seed: [1, 2, 3] }");
  let settings: { [name: string]: unknown }[] = [{}];
  for (const [name, values] of Object.entries(grid)) {
    const list = Array.from(values);
    if (list.length === 0) throw new RangeError(`sweep: ${name} has no values`);
    settings = settings.flatMap((setting) => list.map((value) => ({ ...setting, [name]: value })));
  }
  const rows = await progress(settings, (setting) => ({
    ...setting,
    ...run(setting as Setting<G>),
  }));
  return results(rows, Object.keys(grid)) as unknown as Sweep<Setting<G>, M>;
}

/** The results of a {@link sweep}. Each name is a key of its grid, each measure what a run returned. */
export interface Sweep<S, M> {
  /** One for each run: its setting and what it measured */
  readonly rows: readonly (S & M)[];
  /** The runs with these values of the grid alone */
  where(values: Partial<S>): Sweep<S, M>;
  /**
   * A chart of a measure: a thin line for each seed, a strong one through the medians.
   *
   * @param options.x - the name along the x axis; of a curve, what it counts from 1: "epoch", "layer"
   * @param options.by - the name that tells the lines apart, if there is one
   * @param options.axis - "names" puts the values of x side by side at equal distances
   * @throws RangeError when another name of the grid has several values: choose one by `where`
   */
  chart(
    measure: keyof M & string,
    options: Look & {
      x: string;
      by?: keyof S & string;
      title?: string;
      log?: "x" | "y" | "xy";
      axis?: "names";
    },
  ): Figure;
  /**
   * The medians over the seeds, as text.
   *
   * @param measures - one, or several, which then are the columns
   * @param options.rows - the name whose values are the rows, if there is one
   * @param options.columns - the name whose values are the columns, if there is one; it is above the
   * first column only, so that the table fits a phone
   * @param options.show - "sum" adds up the seeds in place of their median
   */
  table(
    measures: (keyof M & string) | readonly (keyof M & string)[],
    options?: Look & { rows?: keyof S & string; columns?: keyof S & string; show?: "sum" },
  ): string;
  /**
   * The best runs over one name: of the runs that differ in nothing else, the one with the best
   * measure stays, and the first of several.
   *
   * @param options.over - the name, for instance "rate": each seed then counts at its own best rate
   * @param options.better - "more" of the measure, or "less"
   */
  best(
    measure: keyof M & string,
    options: { over: keyof S & string; better: "more" | "less" },
  ): Sweep<S, M>;
  /**
   * Compares the runs of each value of a name with those of each other, by {@link wins} and
   * {@link enough}, and says its rule, its numbers and its result.
   *
   * @param options.by - the name whose values are compared
   * @param options.better - what wins a pairing: "more" of the measure, or "less"
   * @param options.of - compare this value with each other one, in place of looking for the best
   * @returns lines of text; the last ones begin with an arrow: what is found, and its numbers
   */
  verdict(
    measure: keyof M & string,
    options: Look & { by: keyof S & string; better: "more" | "less"; of?: unknown },
  ): string;
}

type Row = { readonly seed?: unknown; readonly [name: string]: unknown };

/** The symbols of the field, for names that are typed in Latin letters. */
const SYMBOLS: { [name: string]: string } = { alpha: "α" };

/** A value of a grid in a sentence: "0.1353", "tanh". */
function text(value: unknown): string {
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "object" && value !== null && "name" in value) return String(value.name);
  return String(value);
}

/** A value with the name it belongs to: "α = 0.1353". What has a name of its own keeps it: "tanh". */
function named(name: string, value: unknown): string {
  return typeof value === "number" ? `${SYMBOLS[name] ?? name} = ${text(value)}` : text(value);
}

function results(rows: readonly Row[], names: readonly string[]): Sweep<Row, Row> {
  const valuesOf = (name: string) => {
    if (!names.includes(name)) {
      throw new RangeError(`sweep: "${name}" is not in the grid; it has ${names.join(", ")}`);
    }
    return Array.from(new Set(rows.map((row) => row[name])));
  };
  const numbersOf = (measure: string, values: Row) =>
    rows
      .filter((row) => Object.entries(values).every(([name, value]) => row[name] === value))
      .map((row) => {
        const measured = row[measure];
        if (typeof measured === "number") return measured;
        throw new RangeError(`sweep: "${measure}" is not a number that each run measures`);
      });
  /** All names but these have one value; or it is said which one has more. */
  const alone = (call: string, used: (string | undefined)[]) => {
    for (const name of names) {
      const count = new Set(rows.map((row) => row[name])).size;
      if (name !== "seed" && !used.includes(name) && count > 1) {
        throw new RangeError(
          `${call}: ${name} has ${count} values; choose one by where({ ${name}: … })`,
        );
      }
    }
  };
  return {
    rows,
    where(values) {
      for (const [name, value] of Object.entries(values)) {
        if (!valuesOf(name).includes(value)) {
          const known = valuesOf(name).map(text).join(", ");
          throw new RangeError(`where: ${name} is never ${text(value)}; it is ${known}`);
        }
      }
      const chosen = rows.filter((row) =>
        Object.entries(values).every(([name, value]) => row[name] === value),
      );
      return results(chosen, names);
    },
    chart(measure, { x, by, title, log, axis, label = measure, unit }) {
      alone("chart", [x, by]);
      const groups: unknown[] = by === undefined ? [undefined] : valuesOf(by);
      const seeds = valuesOf("seed");
      const curve = typeof rows[0]?.[measure] === "object";
      const xs = curve ? [] : valuesOf(x);
      const numeric = !axis && xs.every((value) => typeof value === "number");
      const series = groups.map((group) => {
        const runs = seeds.map((seed) => {
          const own = rows.filter(
            (row) => row.seed === seed && (by === undefined || row[by] === group),
          );
          if (curve) return own[0]?.[measure] as ArrayLike<number>;
          return xs.map((value) => own.find((row) => row[x] === value)?.[measure] as number);
        });
        return { name: by === undefined ? label : named(by, group), runs };
      });
      const positions = curve
        ? Array.from(series[0]?.runs[0] ?? [], (_, i) => i + 1)
        : numeric
          ? (xs as number[])
          : xs.map(text);
      return lines({
        title: title ?? capital(label),
        x: positions,
        series,
        labels: { x: SYMBOLS[x] ?? x, y: label },
        ...(log ? { log } : {}),
        ...(unit ? { unit } : {}),
      });
    },
    table(measures, { rows: down, columns, show, label, unit } = {}) {
      alone("table", [down, columns]);
      const listed = typeof measures === "string" ? [measures] : measures;
      const across = columns
        ? valuesOf(columns).map((value, i) => ({
            head: i === 0 ? named(columns, value) : text(value),
            at: { [columns]: value },
          }))
        : listed.map((measure) => ({ head: measure, at: {} }));
      const sides = down ? valuesOf(down) : [undefined];
      const cells = sides.map((side) => [
        down ? named(down, side) : "",
        ...across.map(({ at }, i) => {
          const numbers = numbersOf(listed[columns ? 0 : i] as string, {
            ...(down ? { [down]: side } : {}),
            ...at,
          });
          return amount(
            show === "sum" ? numbers.reduce((a, b) => a + b, 0) : median(numbers),
            unit,
          );
        }),
      ]);
      const seeds = valuesOf("seed").length;
      const what = down === "seed" ? "" : `: ${show === "sum" ? "sum" : "median"} of ${seeds} runs`;
      const heads = across.map(({ head }) => head);
      const single = !columns && heads.length === 1;
      const title = `${label ?? (single || columns ? (listed[0] ?? "") : listed.join(", "))}${what}`;
      return [title, ...aligned(single ? cells : [["", ...heads], ...cells])].join("\n");
    },
    best(measure, { over, better }) {
      valuesOf(over);
      const sign = better === "more" ? 1 : -1;
      const others = names.filter((name) => name !== over);
      const best = new Map<string, Row>();
      for (const row of rows) {
        const key = others.map((name) => valuesOf(name).indexOf(row[name])).join();
        const known = best.get(key);
        if (!known || goodness(row[measure], sign) > goodness(known[measure], sign)) {
          best.set(key, row);
        }
      }
      return results(Array.from(best.values()), others);
    },
    verdict(measure, { by, better, of, label = measure }) {
      alone("verdict", [by]);
      const sign = better === "more" ? 1 : -1;
      const groups = valuesOf(by).map((value) => ({
        value,
        name: named(by, value),
        runs: numbersOf(measure, { [by]: value }).map((number) => goodness(number, sign)),
      }));
      return verdict(groups, better === "more" ? "higher" : "lower", label, of);
    },
  };
}

/** A measured number with its sign turned where less is better. What is not a number is worst. */
function goodness(measured: unknown, sign: 1 | -1): number {
  const number = sign * Number(measured);
  return Number.isNaN(number) ? Number.NEGATIVE_INFINITY : number;
}

interface Group {
  value: unknown;
  name: string;
  /** What was measured, its sign turned where less is better */
  runs: number[];
}

/** The rule, the result and the numbers of a comparison. */
function verdict(groups: Group[], better: string, label: string, of: unknown): string {
  const head = `${label}: the ${better} one wins a pairing, a tie counts half.`;
  const [first, second, ...more] = groups;
  if (!first || !second) return `${head}\n→ There is nothing to compare it with.`;
  if (of === undefined && more.length > 0) return standsOut(groups, head);
  const one = of === undefined ? first : groups.find(({ value }) => value === of);
  if (!one) throw new RangeError(`verdict: ${text(of)} is not among what is compared`);
  const results = groups
    .filter((group) => group !== one)
    .map((other) => {
      const needed = enough(one.runs, other.runs, levelFor(groups));
      const all = one.runs.length * other.runs.length;
      const won = wins(one.runs, other.runs);
      const [winner, loser] = 2 * won >= all ? [one, other] : [other, one];
      const most = Math.max(won, all - won);
      const numbers = `${most} of ${all} pairings (needed: ${needed === Infinity ? "more than all" : needed})`;
      return most >= needed
        ? `→ ${winner.name} is ahead of ${loser.name}: it wins ${numbers}.`
        : `→ ${one.name} or ${other.name}? These runs cannot tell: ${winner.name} wins ${numbers}.`;
    });
  return [head, ...results].join("\n");
}

/** The level for one of several comparisons: together they are to be chance in 5 % at most. */
function levelFor({ length }: Group[]): number {
  return length > 2 ? 0.05 / length : 0.05;
}

/** Whether the value with the best median is ahead of every other one. */
function standsOut(groups: Group[], head: string): string {
  const middle = ({ runs }: Group) => median(runs);
  const best = groups.reduce((a, b) => (middle(b) > middle(a) ? b : a));
  const others = groups.filter((group) => group !== best);
  const numbers = others.map((other) => ({
    name: other.name,
    won: wins(best.runs, other.runs),
    needed: enough(best.runs, other.runs, levelFor(groups)),
  }));
  const all = best.runs.length * (others[0]?.runs.length ?? 0);
  const beaten = numbers.filter(({ won, needed }) => won >= needed);
  return [
    `${head} One of ${groups.length} stands out if it is ahead of each other one.`,
    `The best median is that of ${best.name}. Of ${all} pairings it wins`,
    ...numbers.map(({ name, won, needed }) => `  ${won} against ${name} (needed: ${needed})`),
    beaten.length === numbers.length
      ? `→ ${best.name} stands out.`
      : "→ None stands out: these runs cannot tell which is best.",
  ].join("\n");
}

function amount(value: number, unit?: "%"): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "NaN";
  return unit === "%" ? `${Math.round(100 * value)} %` : formatNumber(Number(value.toPrecision(3)));
}

/** Rows of cells as lines of text: the first column to the left, the others to the right. */
function aligned(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) =>
        i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[i] ?? 0) + 3),
      )
      .join("")
      .trimEnd(),
  );
}

function capital(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}
