import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { command, parse } from "./command/command";
import { check } from "./notebook/check";
import { notebookFiles } from "./notebook/format";
import { python, root, windows } from "./setup/paths";

const HELP = `Usage: npm test [-- [--no-browser] [NAME …] | --notebook NAME]

Checks formatting and lint, then runs the tests: all, or those whose path contains a NAME
(npm test -- arange). The build before it has checked the types.

  --no-browser      leave out the tests that open a browser, which take most of the time
  --notebook NAME   run one notebook of notebooks/, or the file of that name, and check nothing
                    else: its types, that no cell fails, and that the saved outputs are right`;

/** The tests that open a browser. */
const BROWSER = ["jupyter", "site"].map((folder) => join("scripts", folder));

/** Runs a command in the project's folder, and ends this process if it fails. */
function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** @throws Error with one line for each fault of a notebook */
async function checkNotebook(name: string): Promise<void> {
  const known = notebookFiles();
  const file = known.find((path) => basename(path, ".ipynb") === basename(name, ".ipynb"));
  const path = existsSync(name) ? resolve(name) : file;
  if (!path) {
    const names = known.map((path) => basename(path, ".ipynb")).join(", ");
    throw new Error(`--notebook ${name}: there is no such notebook; there are ${names}`);
  }
  const found = await check(path);
  if (found.length > 0) throw new Error(`${basename(path)}\n${found.join("\n")}`);
  console.log(`${basename(path)}: no type error, no fault, and the outputs are as saved`);
}

async function main(args: string[]): Promise<void> {
  const options = { "no-browser": { type: "boolean" }, notebook: { type: "string" } } as const;
  const { values, positionals: names } = parse(args, options, true);
  if (values.notebook !== undefined) return checkNotebook(values.notebook);
  const dist = join(root, "dist");
  const tests = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.js"))
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .filter((file) => !(values["no-browser"] && BROWSER.some((folder) => file.startsWith(folder))))
    .map((file) => join(dist, file));
  if (tests.length === 0) throw new Error(`no test's path contains ${names.join(" or ")}`);
  run(process.execPath, [join(root, "node_modules/@biomejs/biome/bin/biome"), "ci"]);
  const ruff = join(dirname(python), windows ? "ruff.exe" : "ruff");
  if (existsSync(ruff)) {
    run(ruff, ["check", "--quiet"]);
    run(ruff, ["format", "--check", "--quiet"]);
  } else {
    console.log("The Python files are not checked: .ci/requirements.txt says how to get ruff.");
  }
  run(process.execPath, [
    "--enable-source-maps",
    "--test",
    "--test-reporter=spec",
    `--test-concurrency=${availableParallelism()}`, // Node itself would leave one core free
    ...tests.sort(),
  ]);
}

command("test", HELP, main);
