import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { command, parse } from "./command/command";
import { differences, faults } from "./notebook/compare";
import { type Cell, notebookFiles, readNotebook } from "./notebook/format";
import { execute } from "./notebook/run";

const HELP = `Usage: npm run soak [-- OPTION …]

Runs every notebook again and again, each time from top to bottom on a fresh kernel, and ends with
an error if a single run fails or gives another output than the committed one.

  --runs NUMBER       runs of each notebook          (50)
  --at-once NUMBER    instead: so many learners run the walkthrough at the same time; prints how long
                      each waited, and how much memory its kernel took at most`;

/** Added to a run: prints what its kernel took at most, in KiB. */
const PEAK: Cell = {
  id: "peak",
  cell_type: "code",
  source: ["process.resourceUsage().maxRSS"],
  metadata: {},
  execution_count: null,
  outputs: [],
};

const OPTIONS = {
  runs: { type: "string", default: "50" },
  "at-once": { type: "string" },
} as const;

async function main(args: string[]): Promise<void> {
  const { values } = parse(args, OPTIONS);
  if (values["at-once"] !== undefined) await crowd(count("at-once", values["at-once"]));
  else await soak(count("runs", values.runs));
}

/** @throws RangeError when the text of an option is not a number of things */
function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`--${option} ${text}: a whole number from 1 on is needed`);
  }
  return value;
}

async function soak(runs: number): Promise<void> {
  let failed = 0;
  for (const file of notebookFiles()) {
    const committed = readNotebook(file);
    const found: string[][] = [];
    let begun = 0;
    const worker = async () => {
      while (begun++ < runs) {
        const problems = await execute(committed, file).then(
          (executed) => [...faults(executed, file), ...differences(committed, executed, file)],
          (error: Error) => [error.message],
        );
        found.push(problems);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    const bad = found.filter((problems) => problems.length > 0);
    failed += bad.length;
    console.log(`${basename(file)}: ${runs - bad.length} of ${runs} runs clean and as committed`);
    for (const problem of new Set(bad.flat())) console.log(`  ${problem}`);
  }
  if (failed > 0) throw new Error(`${failed} runs failed`);
  console.log("every run was clean and gave the committed outputs");
}

async function crowd(size: number): Promise<void> {
  const file = notebookFiles().find((name) => basename(name) === "leaky-relu.ipynb") as string;
  const committed = readNotebook(file);
  const begin = performance.now();
  const learner = async (_: unknown, i: number) => {
    const executed = await execute({ ...committed, cells: [...committed.cells, PEAK] }, file);
    const seconds = (performance.now() - begin) / 1000;
    const peak = executed.cells.pop();
    const problems = [
      ...faults(executed, file),
      ...differences(committed, { ...committed, cells: executed.cells }, file),
    ];
    if (problems.length > 0) throw new Error(problems.join("\n"));
    const memory = Number(peak?.outputs?.[0]?.text?.join("")) / 1024;
    console.log(`learner ${i + 1}: ${seconds.toFixed(1)} s, ${memory.toFixed(0)} MiB`);
    return { seconds, memory };
  };
  const all = await Promise.all(Array.from({ length: size }, learner));
  const longest = Math.max(...all.map(({ seconds }) => seconds));
  const total = all.reduce((sum, { memory }) => sum + memory, 0);
  console.log(`${size} learners at once: ${longest.toFixed(1)} s, ${total.toFixed(0)} MiB in all`);
}

command("soak", HELP, main);
