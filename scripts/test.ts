import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup";

const HELP = `Usage: npm test [-- NAME …]

Checks formatting and lint, then runs the tests: all, or those whose path contains a NAME
(npm test -- arange). The build before it has checked the types.`;

/** Runs a command in the project's folder, and ends this process if it fails. */
function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const names = process.argv.slice(2);
if (names.includes("--help")) console.log(HELP);
else {
  const dist = join(root, "dist");
  const tests = readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.js"))
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .map((file) => join(dist, file));
  if (tests.length === 0) {
    console.error(`test: no test's path contains ${names.join(" or ")}`);
    process.exit(1);
  }
  run(process.execPath, [join(root, "node_modules/@biomejs/biome/bin/biome"), "ci"]);
  run(process.execPath, [
    "--enable-source-maps",
    "--test",
    "--test-reporter=spec",
    ...tests.sort(),
  ]);
}
