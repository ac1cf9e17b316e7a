import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { command, parse } from "./command/command";
import { root } from "./setup/paths";

const HELP = `Usage: npm test [-- [--no-browser] [NAME …]]

Checks formatting and lint, then runs the tests: all, or those whose path contains a NAME
(npm test -- arange). The build before it has checked the types.

  --no-browser   leave out the tests that open a browser, which take most of the time`;

/** The tests that open a browser. */
const BROWSER = ["jupyter", "site"].map((folder) => join("scripts", folder));

/** Runs a command in the project's folder, and ends this process if it fails. */
function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

function main(args: string[]): void {
  const options = { "no-browser": { type: "boolean" } } as const;
  const { values, positionals: names } = parse(args, options, true);
  const dist = join(root, "dist");
  const tests = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.js"))
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .filter((file) => !(values["no-browser"] && BROWSER.some((folder) => file.startsWith(folder))))
    .map((file) => join(dist, file));
  if (tests.length === 0) throw new Error(`no test's path contains ${names.join(" or ")}`);
  run(process.execPath, [join(root, "node_modules/@biomejs/biome/bin/biome"), "ci"]);
  run(process.execPath, [
    "--enable-source-maps",
    "--test",
    "--test-reporter=spec",
    ...(values["no-browser"] ? [`--test-concurrency=${availableParallelism()}`] : []),
    ...tests.sort(),
  ]);
}

command("test", HELP, main);
