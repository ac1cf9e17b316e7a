import { codeCells, readNotebook } from "../notebook/format";
import { at } from "../setup/paths";

/** A kernel to measure: what starts it, or null for the project's own, and its walkthrough. */
export interface Kernel {
  name: string;
  argv: string[] | null;
  cells: string[];
}

/** What one run of a walkthrough on a new kernel took, in seconds; the memory in MiB. */
export interface KernelRun {
  /** From the start of the kernel to the end of the last cell */
  walkthrough: number;
  /** The first cell, sent as soon as the kernel answers */
  first: number;
  /** The first cell of a kernel that has had two seconds */
  rested: number;
  /** A cell that the kernel has not seen, the median and the longest of all but the first */
  fresh: number;
  longest: number;
  /** A cell that it has seen, again */
  again: number;
  memory: number;
}

/** Asks `kernels.py`. */
type Ask = (job: object) => Promise<KernelRun>;

/** The project's own walkthrough, on its own kernel. */
export function ours(): Kernel {
  const notebook = readNotebook(at("notebooks/leaky-relu.ipynb"));
  const cells = codeCells(notebook).map(({ cell }) => cell.source.join(""));
  return { name: "ours", argv: null, cells };
}

/** The original walkthrough, cell by cell, on ipykernel. */
export function ipykernel(python: string): Kernel {
  return {
    name: "the original on ipykernel",
    argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    cells: [
      "import numpy as np\nimport plotly.express as px",
      "x = np.arange(-10, 10, 0.1)",
      "ALPHA = np.exp(-2)\ndef leakyRelu(x):\n  return x if x >= 0 else ALPHA * x",
      "y = [leakyRelu(val) for val in x]",
      "y",
      "px.line(x=x, y=y)",
      "def derivative_leakyRelu(x):\n  return 1 if x >= 0 else ALPHA",
      "dy = [derivative_leakyRelu(val) for val in x]",
      "px.line(x=x, y=dy)",
    ],
  };
}

/** The original walkthrough in TypeScript, on the kernel of Deno, which checks no types. */
export function deno(command: string): Kernel {
  const chart = (y: string) =>
    `await Deno.jupyter.broadcast("display_data", { data: { "application/vnd.plotly.v1+json": { data: [{ type: "scatter", mode: "lines", x: [...x], y: [...${y}] }], layout: {} } }, metadata: {}, transient: {} });`;
  return {
    name: "the original on Deno",
    argv: [command, "jupyter", "--kernel", "--conn", "{connection_file}"],
    cells: [
      "const { exp } = Math;",
      "const x = Float64Array.from({ length: 200 }, (_, i) => -10 + i * 0.1);",
      "const ALPHA = exp(-2);\nfunction leakyRelu(x: number): number {\n  return x >= 0 ? x : ALPHA * x;\n}",
      "const y = x.map((value) => leakyRelu(value));",
      "y",
      chart("y"),
      "function derivativeLeakyRelu(x: number): number {\n  return x >= 0 ? 1 : ALPHA;\n}",
      "const dy = x.map((value) => derivativeLeakyRelu(value));",
      chart("dy"),
    ],
  };
}

/**
 * Runs the walkthrough of each kernel on it, taking turns.
 *
 * @returns for each kernel the runs of all turns; a first one, which warms the disk, is left out
 */
export async function kernelRuns(
  kernels: Kernel[],
  turns: number,
  ask: Ask,
): Promise<KernelRun[][]> {
  const runs: KernelRun[][] = kernels.map(() => []);
  for (let turn = 0; turn <= turns; turn++) {
    for (const [i, { argv, cells }] of kernels.entries()) {
      const run = await ask({ cells, again: "leakyRelu(-3)", argv });
      if (turn > 0) runs[i]?.push(run);
    }
  }
  return runs;
}
