import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { readConnectionFile } from "./connection-file";

const folder = mkdtempSync(join(tmpdir(), "connection-"));
after(() => rmSync(folder, { recursive: true }));

/** Writes a file, and gives back its path. */
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
const connection = { transport: "tcp", ip: "127.0.0.1", key: "k", ...ports };
const right = file("kernel-1.json", JSON.stringify(connection));
const script = file("r.ts", "1 + 1\n");
const other = file("package.json", "{}");

describe("readConnectionFile(args)", () => {
  for (const args of [
    [right],
    [right, "--kernel=tslab", script],
    [script, "--debug", right],
    ["-f", right],
    [other, right],
  ]) {
    const names = args.map((arg) => arg.replace(folder, "").slice(arg.startsWith("-") ? 0 : 1));
    test(`finds it in ${names.join(" ")}`, () => {
      assert.deepEqual(readConnectionFile(args), connection);
    });
  }

  const gone = join(folder, "gone.json");
  const { hb_port, ...four } = connection;
  const lacking = file("lacking.json", JSON.stringify(four));
  for (const [name, args, message] of [
    ["none", [], "it has no connection file; its arguments are: none"],
    ["only options", ["--debug"], "it has no connection file; its arguments are: --debug"],
    [
      "a file that is gone",
      [gone],
      `it has no connection file; ENOENT: no such file or directory, open '${gone}'`,
    ],
    [
      "a file without a port",
      [script, lacking],
      `it has no connection file; ${lacking}: it lacks hb_port`,
    ],
  ] as const) {
    test(`says in one line what is wrong with ${name}`, () => {
      assert.throws(() => readConnectionFile([...args]), { message });
    });
  }

  test("says in one line that a file is no JSON", () => {
    assert.throws(
      () => readConnectionFile([script]),
      ({ message }: Error) => {
        assert.ok(message.startsWith(`it has no connection file; ${script}: `), message);
        assert.doesNotMatch(message, /\n/);
        return true;
      },
    );
  });
});
