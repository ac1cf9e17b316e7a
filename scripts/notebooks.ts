import { basename, resolve } from "node:path";
import { command, parse } from "./command/command";
import { faults } from "./notebook/compare";
import { notebookFiles, readNotebook, writeNotebook } from "./notebook/format";
import { execute } from "./notebook/run";
import { typeErrors } from "./notebook/type-errors";

const HELP = `Usage: npm run notebooks [-- FILE …]

Runs the notebooks from top to bottom on the tslab kernel and writes their outputs into them: all of
notebooks/, or the files named. A notebook in which a cell fails stays as it is. Two runs give the
same bytes.`;

async function main(args: string[]): Promise<void> {
  const { positionals } = parse(args, {}, true);
  const files = positionals.length > 0 ? positionals.map((file) => resolve(file)) : notebookFiles();
  for (const file of files) {
    const notebook = readNotebook(file);
    const executed = await execute(notebook, file);
    const problems = [...typeErrors(notebook, file), ...faults(executed, file)];
    if (problems.length > 0) throw new Error(`nothing written\n${problems.join("\n")}`);
    writeNotebook(file, executed);
    console.log(`${basename(file)}: outputs written`);
  }
}

command("notebooks", HELP, main);
