import { ALPHA, arange, line, withAlpha } from "../src";
import { command, parse } from "./command/command";
import { write } from "./command/write";
import { chartPage } from "./export/page";
import { placeOf } from "./setup/replace-file";

const HELP = `Usage: npm run headless [-- OPTION …]

Samples Leaky ReLU and its derivative without a notebook, and prints a summary.

  --alpha NUMBER      slope for x < 0                (e⁻² = ${ALPHA})
  --start NUMBER      first x                        (-10)
  --stop NUMBER       end of x, not included         (10)
  --step NUMBER       distance between the x         (0.1)
  --json FILE         write the samples as JSON
  --csv FILE          write the samples as CSV: x, y, dy
  --html FILE         write both charts as a page that opens without a network

Examples:
  npm run headless
  npm run headless -- --alpha 0.01 --csv samples.csv
  npm run headless -- --start=-3 --stop=3 --step=0.5 --html charts.html`;

/** More than this makes files that no editor and no browser opens. */
const MAX_SAMPLES = 1_000_000;

const OPTIONS = {
  alpha: { type: "string", default: String(ALPHA) },
  start: { type: "string", default: "-10" },
  stop: { type: "string", default: "10" },
  step: { type: "string", default: "0.1" },
  json: { type: "string" },
  csv: { type: "string" },
  html: { type: "string" },
} as const;

function main(args: string[]): void {
  const { values } = parse(args, OPTIONS);
  const [alpha, start, stop, step] = (["alpha", "start", "stop", "step"] as const).map((name) =>
    number(name, values[name]),
  ) as [number, number, number, number];

  const reports = (["json", "csv", "html"] as const).filter((name) => values[name] !== undefined);
  refuseSamePlace(reports.map((name) => ({ option: `--${name}`, file: values[name] as string })));

  const x = arange(start, stop, step);
  if (x.length > MAX_SAMPLES) {
    throw new RangeError(`--step ${step}: ${x.length} samples are more than ${MAX_SAMPLES}`);
  }
  const { leakyRelu, derivativeLeakyRelu } = withAlpha(alpha);
  const y = x.map(leakyRelu);
  const dy = x.map(derivativeLeakyRelu);
  console.log(summary(alpha, x, y, dy));

  const samples = { alpha, x: Array.from(x), y: Array.from(y), dy: Array.from(dy) };
  const rows = () => samples.x.map((value, i) => `${value},${samples.y[i]},${samples.dy[i]}\n`);
  const charts = () => {
    const titles = [`Leaky ReLU, α = ${alpha}`, `Its derivative, α = ${alpha}`] as const;
    return chartPage(titles[0], [
      line({ x, y, title: titles[0] }),
      line({ x, y: dy, title: titles[1] }),
    ]);
  };
  if (values.json !== undefined) write(values.json, `${JSON.stringify(samples)}\n`);
  if (values.csv !== undefined) write(values.csv, `x,y,dy\n${rows().join("")}`);
  if (values.html !== undefined) write(values.html, charts());
}

/** @throws RangeError when the text of an option is not a finite number */
function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new RangeError(`--${option} ${text}: a finite number is needed`);
  }
  return value;
}

/** @throws Error when two reports would be written into one file, under whatever names */
function refuseSamePlace(reports: { option: string; file: string }[]): void {
  const taken = new Map<string, string>();
  for (const { option, file } of reports) {
    const place = placeOf(file);
    const other = taken.get(place);
    if (other) throw new Error(`${other} and ${option} ${file}: both are the same file`);
    taken.set(place, `${option} ${file}`);
  }
}

function summary(alpha: number, x: Float64Array, y: Float64Array, dy: Float64Array): string {
  const head = `Leaky ReLU, alpha = ${alpha}\n${x.length} samples`;
  if (x.length === 0) return `${head}: step leads away from stop`;
  const last = x.length - 1;
  let nearest = 0;
  x.forEach((value, i) => {
    if (Math.abs(value) < Math.abs(x[nearest] as number)) nearest = i;
  });
  const row = (name: string, i: number) => `${name}  x = ${x[i]}  f(x) = ${y[i]}  f′(x) = ${dy[i]}`;
  return [
    `${head}, of which ${x.filter((value) => value < 0).length} below 0`,
    row("first       ", 0),
    row("nearest to 0", nearest),
    row("last        ", last),
  ].join("\n");
}

command("headless", HELP, main);
