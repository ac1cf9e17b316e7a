import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { root } from "../setup/paths";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: { [name: string]: string };
};

/** The commands of package.json that are made of `command(…)`, and the file that each runs. */
const commands = Object.entries(scripts).flatMap(([name, line]) => {
  const [, file] = /node (dist\/scripts\/[\w-]+\.js)$/.exec(line) ?? [];
  return file ? [{ name, file: join(root, file) }] : [];
});

/** Runs a command in a process of its own. */
function run(file: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("command(name, help, run)", { concurrency: 2 }, () => {
  assert.ok(commands.length >= 7);

  for (const { name, file } of commands) {
    test(`npm run ${name} -- --help shows its usage, and does nothing else`, () => {
      const { status, stdout, stderr } = run(file, "--help");
      assert.deepEqual([status, stderr], [0, ""]);
      const usage = /^(start|test)$/.test(name) ? `npm ${name}` : `npm run ${name}`;
      assert.match(stdout, new RegExp(`^Usage: ${usage}( \\[-- .+\\])?\\n\\n[A-Z]`));
    });

    // What npm start does not know, it hands on to JupyterLab.
    if (name !== "start") {
      test(`npm run ${name} -- --nope ends with one line that names it`, () => {
        const { status, stdout, stderr } = run(file, "--nope");
        assert.deepEqual([status, stdout], [1, ""]);
        assert.match(stderr, new RegExp(`^${name}: Unknown option '--nope'[^\\n]*\\n$`));
      });
    }
  }
});
