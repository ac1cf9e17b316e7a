import { spawn, spawnSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  ALPHA,
  arange,
  derivativeLeakyReluArray,
  leaky,
  leakyRelu,
  leakyReluArray,
  line,
  median,
  network,
  random,
  trainer,
  twoSpirals,
} from "../src";
import { chartTimes } from "./bench/first-chart";
import { deno, ipykernel, type Kernel, type KernelRun, kernelRuns, ours } from "./bench/kernels";
import { command, parse } from "./command/command";
import { write } from "./command/write";
import { findBrowser } from "./jupyter/browser";
import { environment, kernelEnvironment, python, root } from "./setup/paths";

const HELP = `Usage: npm run bench [-- OPTION … NAME …]

Measures the project beside its rivals, taking turns, and prints the medians: every row, or those
whose name contains a NAME (npm run bench -- arange).

  --python PATH       a Python with the rivals (python3); a rival that is missing there is left out
  --deno PATH         a Deno (npm package "deno"), whose kernel is measured beside ours
  --json FILE         write the figures as JSON`;

/** What a rival comes from, and what else it needs. */
const PACKAGES = {
  NumPy: ["numpy"],
  "Plotly Express": ["plotly", "numpy"],
  PyTorch: ["torch"],
  ipykernel: ["ipykernel", "numpy", "plotly", "nbformat"],
};
const GET = "pip install numpy pandas plotly nbformat ipykernel torch";

/** Turns that each side takes, and how many seconds one is to last. */
const TURNS = 5;
const SECONDS = 0.2;

interface Row {
  name: string;
  sizes: number[];
  /** Whether what is timed returns a number of bytes */
  bytes?: true;
  ours: (size: number) => () => unknown;
  rivals: Rival[];
}

interface Rival {
  name: string;
  from: keyof typeof PACKAGES | "here";
  /** The name of the rival in bench/rivals.py, or the rival itself */
  run: string | ((size: number) => () => unknown);
  /** Our time as a share of the rival's, at the largest size, that the project wants */
  goal: number;
}

interface Result {
  name: string;
  size: number | null;
  unit: "s" | "MiB" | "bytes per number";
  ours: number;
  rival: string;
  theirs: number | null;
  /** The largest ratio that the project wants; without a ratio or of bytes, the largest number */
  goal: number | null;
}

const SIZES = [1e3, 1e4, 1e5, 1e6, 1e7];

function numbers(size: number): Float64Array {
  const next = random(1);
  return new Float64Array(size).map(() => 2 * next() - 1);
}

/** The walkthrough's x, in as many steps as are wanted. */
const inOrder = (size: number) => arange(-10, 10, 20 / size).subarray(0, size);

const COMPREHENSION: Rival = {
  name: "[leakyRelu(val) for val in x]",
  from: "NumPy",
  run: "comprehension",
  goal: 0.05,
};

const copy = (size: number) => {
  const [x, out] = [numbers(size), new Float64Array(size)];
  return () => out.set(x);
};

const into = (f: typeof leakyReluArray) => (size: number) => {
  const [x, out] = [numbers(size), new Float64Array(size)];
  return () => f(x, out);
};

const fresh = (f: typeof leakyReluArray) => (size: number) => {
  const x = numbers(size);
  return () => f(x);
};

const ROWS: Row[] = [
  {
    name: "leakyReluArray(x, out)",
    sizes: SIZES,
    ours: into(leakyReluArray),
    rivals: [
      { name: "np.multiply, np.maximum, out=", from: "NumPy", run: "leaky_relu_out", goal: 1 },
      { name: "out.set(x), a copy", from: "here", run: copy, goal: 1.5 },
    ],
  },
  {
    name: "derivativeLeakyReluArray(x, out)",
    sizes: SIZES,
    ours: into(derivativeLeakyReluArray),
    rivals: [
      { name: "np.greater_equal, np.take, out=", from: "NumPy", run: "derivative_out", goal: 1 },
      { name: "out.set(x), a copy", from: "here", run: copy, goal: 1.5 },
    ],
  },
  {
    name: "leakyReluArray(x)",
    sizes: SIZES,
    ours: fresh(leakyReluArray),
    rivals: [{ name: "np.where", from: "NumPy", run: "leaky_relu_new", goal: 1 }],
  },
  {
    name: "derivativeLeakyReluArray(x)",
    sizes: SIZES,
    ours: fresh(derivativeLeakyReluArray),
    rivals: [{ name: "np.where", from: "NumPy", run: "derivative_new", goal: 1 }],
  },
  {
    name: "x.map(leakyRelu)",
    sizes: SIZES,
    ours: (size) => {
      const x = inOrder(size);
      return () => x.map(leakyRelu);
    },
    rivals: [COMPREHENSION],
  },
  {
    name: "for …: y[i] = f(x[i])",
    sizes: SIZES,
    ours: (size) => {
      const [x, f] = [inOrder(size), leakyRelu]; // what is imported is looked up at each use
      return () => {
        const y = new Float64Array(size);
        for (let i = 0; i < size; i++) y[i] = f(x[i] as number);
        return y;
      };
    },
    rivals: [COMPREHENSION],
  },
  {
    name: "arange(start, stop, step)",
    sizes: SIZES,
    ours: (size) => () => arange(0, size * 0.1, 0.1),
    rivals: [{ name: "np.arange", from: "NumPy", run: "arange", goal: 1.5 }],
  },
  {
    name: "JSON.stringify(line({ x, y }))",
    bytes: true,
    sizes: SIZES.slice(0, -1),
    ours: (size) => {
      const [x, y] = [arange(size).map((i) => i * 0.1), numbers(size)];
      return () => JSON.stringify(line({ x, y })).length;
    },
    rivals: [{ name: "px.line(…).to_json()", from: "Plotly Express", run: "line", goal: 0.2 }],
  },
  {
    name: "training, one epoch",
    sizes: [100],
    ours: (size) => {
      const net = network({ widths: [2, 8, 8, 8], activation: leaky(ALPHA), seed: 1 });
      const data = twoSpirals({ samples: size, turns: 1, noise: 0.03, seed: 1 });
      return trainer(net, data, { rate: 0.02 }).step;
    },
    rivals: [{ name: "PyTorch, CPU, float64", from: "PyTorch", run: "training", goal: 0.2 }],
  },
];

/** Of each: our time as a share of each rival's that the project wants. */
const KERNEL_ROWS = [
  { name: "walkthrough, cold", unit: "s", key: "walkthrough", goals: [0.5, 1] },
  { name: "first cell, at once", unit: "s", key: "first", goals: [null, null] },
  { name: "first cell, after two seconds", unit: "s", key: "rested", goals: [null, null] },
  { name: "a new cell, median", unit: "s", key: "fresh", goals: [1, null] },
  { name: "a new cell, longest", unit: "s", key: "longest", goals: [null, null] },
  { name: "the same cell again", unit: "s", key: "again", goals: [1, null] },
  { name: "kernel's memory", unit: "MiB", key: "memory", goals: [1.2, 1] },
] as const;

/** The row that a browser measures. */
const PAGE = "first chart in JupyterLab";

/** A process that answers each line of JSON with one. */
function partner(command: string, script: string, env = process.env) {
  const child = spawn(command, [join(root, "scripts", script)], {
    cwd: join(root, "notebooks"),
    env: { ...env, GLIBC_TUNABLES: undefined },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended; see above`);
    return JSON.parse(value);
  };
  const ask = (job: object) => {
    child.stdin.write(`${JSON.stringify(job)}\n`);
    return answer();
  };
  return { answer, ask, close: () => child.kill() };
}

type Ask = (job: object) => Promise<{ seconds: number; told: unknown }>;

/** The median time of one call, in seconds. */
async function time(run: () => unknown): Promise<number> {
  const { Bench } = await import("tinybench");
  const iterations = { iterations: 3, warmupIterations: 2, warmupTime: 50 };
  const bench = new Bench({ ...iterations, time: 1000 * SECONDS, throws: true });
  await bench.add("", run).run();
  const result = bench.tasks[0]?.result;
  if (result?.state !== "completed") throw new Error(`a measurement is ${result?.state}`);
  return result.latency.p50 / 1000;
}

/** Measures one row at one size: ours and each rival in turn, again and again. */
async function measure(row: Row, size: number, rivals: Rival[], ask: Ask): Promise<Result[]> {
  const ours = row.ours(size);
  const [mine, theirs]: [number[], number[][]] = [[], rivals.map(() => [])];
  const local = rivals.map(({ run }) => (typeof run === "string" ? undefined : run(size)));
  let told: unknown;
  for (let turn = 0; turn < TURNS; turn++) {
    mine.push(await time(ours));
    for (const [i, { run }] of rivals.entries()) {
      const here = local[i];
      if (here) theirs[i]?.push(await time(here));
      else {
        const answer = await ask({ rival: run, size, seconds: SECONDS });
        theirs[i]?.push(answer.seconds);
        told = answer.told;
      }
    }
  }
  const base = { name: row.name, size };
  const largest = size === row.sizes.at(-1);
  const results: Result[] = rivals.map(({ name, goal }, i) => ({
    ...base,
    unit: "s",
    ours: median(mine),
    rival: name,
    theirs: median(theirs[i] ?? []),
    goal: largest ? goal : null,
  }));
  if (rivals.length === 0) {
    results.push({ ...base, unit: "s", ours: median(mine), rival: "–", theirs: null, goal: null });
  }
  if (row.bytes) {
    const each = (length: unknown) => (typeof length === "number" ? length / (2 * size) : null);
    results.push({
      ...base,
      unit: "bytes per number",
      ours: each(ours()) ?? Number.NaN,
      rival: rivals[0]?.name ?? "–",
      theirs: each(told),
      goal: largest ? 12 : null,
    });
  }
  return results;
}

async function firstChart(): Promise<Result[]> {
  if (!findBrowser()) {
    console.log("JupyterLab is left out: no Chromium or Chrome is installed.");
    return [];
  }
  const { chart, none } = await chartTimes(TURNS);
  const more = chart.map((seconds, turn) => seconds - (none[turn] ?? Number.NaN));
  const base = { size: null, unit: "s" } as const;
  const without = { rival: "the same notebook without charts", theirs: median(none), goal: null };
  return [
    { ...base, name: PAGE, ours: median(chart), ...without },
    {
      ...base,
      name: `${PAGE}: the chart alone`,
      ours: median(more),
      rival: "–",
      theirs: null,
      goal: 0.8,
    },
  ];
}

/** Measures the kernels: ours, ipykernel and Deno's, or those of them that are there. */
async function kernels(
  names: string[],
  pythonPath: string | undefined,
  denoPath: string | undefined,
): Promise<Result[]> {
  const sides: (Kernel | undefined)[] = [
    pythonPath === undefined ? undefined : ipykernel(pythonPath),
    denoPath === undefined ? undefined : deno(denoPath),
  ];
  const present = sides.filter((side) => side !== undefined);
  const { ask, close } = partner(python, "bench/kernels.py", environment());
  const [mine = [], ...theirs] = await kernelRuns([ours(), ...present], TURNS, ask).finally(close);
  return KERNEL_ROWS.filter(({ name }) => wanted(name, names)).flatMap(
    ({ name, unit, key, goals }): Result[] => {
      const of = (runs: KernelRun[] = []) => median(runs.map((run) => run[key]));
      const base = { name, size: null, unit, ours: of(mine) };
      if (present.length === 0) return [{ ...base, rival: "–", theirs: null, goal: null }];
      return present.map((side, i) => {
        const goal = goals[sides.indexOf(side)] ?? null;
        return { ...base, rival: side.name, theirs: of(theirs[i]), goal };
      });
    },
  );
}

const wanted = (name: string, names: string[]) =>
  names.length === 0 || names.some((part) => name.includes(part));

function show({ name, size, unit, ours, rival, theirs, goal }: Result): void {
  const ratio = theirs === null ? "" : (ours / theirs).toFixed(2);
  const [mine, other] = [ours, theirs].map((value) => (value === null ? "" : text(value, unit)));
  console.log(
    [
      name.padEnd(33),
      (size === null ? "" : size.toExponential(0).replace("e+", "e")).padStart(4),
      (mine ?? "").padStart(11),
      (other ?? "").padStart(11),
      ratio.padStart(6),
      (goal === null ? "" : `≤ ${goal}`).padStart(7),
      ` ${rival}`,
    ].join(" "),
  );
}

/** A measured value with three digits and its unit. */
function text(value: number, unit: Result["unit"]): string {
  if (unit === "MiB") return `${value.toFixed(0)} MiB`;
  if (unit !== "s") return `${value.toFixed(1)} B/no.`;
  const [scaled, name] =
    value < 1e-3 ? [value * 1e6, "µs"] : value < 1 ? [value * 1e3, "ms"] : [value, "s"];
  return `${scaled >= 100 ? scaled.toFixed(0) : scaled.toPrecision(3)} ${name}`;
}

const OPTIONS = {
  python: { type: "string", default: "python3" },
  deno: { type: "string" },
  json: { type: "string" },
} as const;

async function main(args: string[]): Promise<void> {
  const { values, positionals: names } = parse(args, OPTIONS, true);
  const rows = ROWS.filter(({ name }) => wanted(name, names));
  const kernelRows = KERNEL_ROWS.filter(({ name }) => wanted(name, names));
  const page = wanted(PAGE, names);
  if (rows.length + kernelRows.length === 0 && !page)
    throw new Error(`no row is named ${names.join(", ")}`);
  for (const name of ["python", "deno"] as const) {
    const path = values[name];
    if (path !== undefined && spawnSync(path, ["--version"]).status !== 0) {
      throw new Error(`--${name} ${path}: it does not run`);
    }
  }
  const { answer, ask, close } = partner(values.python, "bench/rivals.py");
  const versions: { [name: string]: string } = await answer();
  const missing = (from: Rival["from"]) =>
    from === "here" ? [] : PACKAGES[from].filter((name) => !(name in versions));

  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const machine = `${cpus().length} cores, ${gib} GiB, Node ${process.versions.node}`;
  console.log(
    `${machine}; ${Object.entries(versions)
      .map((entry) => entry.join(" "))
      .join(", ")}`,
  );
  for (const from of Object.keys(PACKAGES) as (keyof typeof PACKAGES)[]) {
    const needed =
      from === "ipykernel"
        ? kernelRows.length > 0
        : rows.some(({ rivals }) => rivals.some((rival) => rival.from === from));
    if (!needed || missing(from).length === 0) continue;
    console.log(
      `${from} is left out: ${values.python} lacks ${missing(from).join(", ")}. To have it: ${GET}, in an environment named with --python.`,
    );
  }
  console.log(`\n${"".padEnd(33)}    n        ours       rival  ratio  wanted  rival`);
  const results: Result[] = [];
  const add = (more: Result[]) => {
    results.push(...more);
    more.forEach(show);
  };
  try {
    if (kernelRows.length > 0) {
      const pythonPath = missing("ipykernel").length === 0 ? values.python : undefined;
      add(await kernels(names, pythonPath, values.deno));
    }
    if (page) add(await firstChart());
    for (const row of rows) {
      const rivals = row.rivals.filter(({ from }) => missing(from).length === 0);
      for (const size of row.sizes) add(await measure(row, size, rivals, ask));
    }
  } finally {
    close();
  }
  if (values.json !== undefined) {
    write(values.json, `${JSON.stringify({ machine, versions, results }, null, 1)}\n`);
  }
}

// What the project's kernel runs with must be there when a process starts.
const { GLIBC_TUNABLES } = process.env;
if (GLIBC_TUNABLES === kernelEnvironment.GLIBC_TUNABLES) {
  command("bench", HELP, main);
} else {
  const env = { ...process.env, ...kernelEnvironment };
  const { status } = spawnSync(process.execPath, process.argv.slice(1), { env, stdio: "inherit" });
  process.exitCode = status ?? 1;
}
