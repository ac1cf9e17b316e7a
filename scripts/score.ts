import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { command, parse } from "./command/command";
import { type Notebook, readNotebook, writeNotebook } from "./notebook/format";
import { execute } from "./notebook/run";
import { root } from "./setup/paths";

const HELP = `Usage: npm run score [-- FOLDER | --class-copy FILE]

Collects what score() printed in the notebooks of a folder and of the folders in it: one line for
each notebook, with the exercises that are right, and those that are not yet.

  --json              print one list of JSON instead
  --run               run each notebook first, on a fresh kernel, and do not trust what it printed;
                      this executes whatever the notebooks contain
  --class-copy FILE   write instead a copy of notebooks/explore.ipynb without the solutions`;

const OPTIONS = {
  json: { type: "boolean" },
  run: { type: "boolean" },
  "class-copy": { type: "string" },
} as const;

/** The last line of what score() returns. */
interface Score {
  score: number;
  of: number;
  right: string[];
  notYet: string[];
  open: string[];
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parse(args, OPTIONS, true);
  const copy = values["class-copy"];
  if (copy !== undefined) {
    writeNotebook(resolve(copy), classCopy(readNotebook(join(root, "notebooks/explore.ipynb"))));
    console.log(`wrote ${copy}`);
    return;
  }
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    throw new Error("name one folder of notebooks, or --class-copy FILE");
  }
  const found: { file: string; score: Score | undefined }[] = [];
  for (const file of notebooksIn(folder)) {
    const saved = readNotebook(join(folder, file));
    const notebook = values.run ? await execute(saved, file) : saved;
    found.push({ file, score: scoreOf(notebook) });
  }
  if (values.json) {
    console.log(
      JSON.stringify(
        found.map(({ file, score }) => ({ file, ...score })),
        null,
        2,
      ),
    );
  } else for (const { file, score } of found) console.log(`${file}: ${inWords(score)}`);
}

/** The notebooks of a folder and of those in it, in order, without Jupyter's own copies. */
function notebooksIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`there is no folder ${folder}`);
  }
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        file.endsWith(".ipynb") && !/(^|[\\/])(\.ipynb_checkpoints|node_modules)[\\/]/.test(file),
    )
    .sort();
  if (files.length === 0) throw new Error(`${folder} has no notebooks`);
  return files;
}

/** What the last score() of a notebook printed; nothing if there is none. */
function scoreOf(notebook: Notebook): Score | undefined {
  return notebook.cells
    .flatMap(({ outputs }) => outputs ?? [])
    .filter(({ name }) => name === "stdout")
    .flatMap(({ text }) => [text ?? []].flat().join("").split("\n"))
    .flatMap((line) => parseScore(line) ?? [])
    .at(-1);
}

function parseScore(line: string): Score | undefined {
  if (!line.startsWith('{"score":')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // a line that only begins like it
  }
}

function inWords(score: Score | undefined): string {
  if (!score) return "no score() has run";
  const list = (title: string, names: string[]) =>
    names.length > 0 ? [`${title} ${names.join(", ")}`] : [];
  return [
    `${score.score} of ${score.of}`,
    ...list("right:", score.right),
    ...list("not yet:", score.notYet),
    ...list("not tried:", score.open),
  ].join("; ");
}

/** A notebook without the solutions of its exercises. */
function classCopy(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.filter(({ id }) => !id.startsWith("solution-")) };
}

command("score", HELP, main);
