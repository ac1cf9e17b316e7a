import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { environment, python, root } from "../setup/paths";
import {
  type Cell,
  lines,
  type Notebook,
  type Output,
  readNotebook,
  writeNotebook,
} from "./format";

/** What Jupyter says of a kernel that ended at its start, as when a port was taken, or never answered. */
const NOT_STARTED = /Kernel (died before replying to kernel_info|didn't respond in)/;

/** What the kernel itself says when it cannot start (scripts/kernel/main.ts): one line or more. */
const REASON = /^The kernel does not start: .*(\n(tslab \S+): .*)*/gm;

let runs = 0;

/**
 * Runs a notebook from top to bottom with Jupyter's own client on a fresh tslab kernel, and gives
 * it back with the outputs of this run and what the kernel says of its language. What a run adds by
 * chance is taken out: times, and the way in which a stream was cut into pieces.
 *
 * A cell that fails does not stop the run; {@link faults} finds it. A kernel that does not start
 * gets a second chance, as a reader would give it.
 *
 * @param file - names the notebook in messages
 * @throws Error when the kernel dies or a cell takes longer than two minutes
 */
export async function execute(notebook: Notebook, file: string): Promise<Notebook> {
  const folder = join(root, "dist", "run", `${process.pid}-${++runs}`);
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, basename(file));
  try {
    writeNotebook(copy, notebook);
    const options = [
      "--inplace",
      "--allow-errors",
      "--timeout=120",
      "--startup_timeout=60",
      "--kernel_name=tslab",
    ];
    const run = () =>
      promisify(execFile)(python, ["-m", "jupyter", "execute", ...options, copy], {
        cwd: folder,
        env: environment(),
        maxBuffer: 2 ** 28,
      });
    await run().catch((error) => (NOT_STARTED.test(error.stderr) ? run() : Promise.reject(error)));
    const executed = readNotebook(copy);
    const { language_info } = executed.metadata;
    const metadata = { ...notebook.metadata, language_info };
    return { ...notebook, metadata, cells: executed.cells.map(withoutChance) };
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    const [fatal = ""] = stderr.split("Exception ignored in"); // what follows comes of tidying up
    const reason = NOT_STARTED.test(fatal) ? fatal.match(REASON)?.at(-1) : undefined;
    const last = reason ?? (fatal.trim().split("\n").at(-1) || message);
    throw new Error(`${basename(file)} could not be run: ${last}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutChance(cell: Cell): Cell {
  if (cell.cell_type !== "code") return cell;
  const { execution, ...metadata } = cell.metadata;
  const outputs: Output[] = [];
  for (const output of cell.outputs ?? []) {
    const last = outputs.at(-1);
    if (output.output_type === "stream" && last?.name === output.name) {
      const text = [...(last?.text ?? []), ...(output.text ?? [])].join("");
      outputs[outputs.length - 1] = { ...output, text: lines(text) };
    } else outputs.push(output);
  }
  return { ...cell, metadata, outputs };
}
