import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { score } from "../src/index";
import { readNotebook } from "./notebook/format";
import { environment, root } from "./setup/paths";

const folder = mkdtempSync(join(tmpdir(), "score-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const file = join(root, "dist/scripts/score.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    encoding: "utf8",
    env: environment(),
  });
  return { status, stdout, stderr };
}

/** A notebook file whose cells are these, with what each has printed. */
function notebook(file: string, cells: [source: string, printed: string][]): void {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  const kernelspec = { display_name: "TypeScript", language: "typescript", name: "tslab" };
  const content = {
    cells: cells.map(([source, printed], i) => ({
      id: `cell-${i}`,
      cell_type: "code",
      source: [source],
      metadata: {},
      execution_count: 1,
      outputs: [{ output_type: "stream", name: "stdout", text: printed.split(/(?<=\n)/) }],
    })),
    metadata: { kernelspec, language_info: { name: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(join(folder, file), JSON.stringify(content));
}

const { open } = JSON.parse(score().split("\n").at(-1) ?? "") as { open: string[] };
const [relu, inverse, ...rest] = open;
const one = { score: 1, of: open.length, right: [relu], notYet: [inverse], open: rest };
const printed = `1 of 12 exercises are right.\n${JSON.stringify(one)}\n`;

notebook("anna/explore.ipynb", [
  ["score();", `${score()}\n`],
  ["score();", printed],
]);
notebook("anna/.ipynb_checkpoints/explore.ipynb", [["score();", printed]]);
notebook("ben.ipynb", [["score();", '{"score": that was it\n']]);

describe("npm run score", () => {
  test("FOLDER prints one line for each notebook, from the last score() in it", () => {
    assert.deepEqual(run(folder), {
      status: 0,
      stdout:
        `anna/explore.ipynb: 1 of ${open.length}; right: relu; not yet: inverse; ` +
        `not tried: ${rest.join(", ")}\nben.ipynb: no score() has run\n`,
      stderr: "",
    });
  });

  test("FOLDER --json prints the same as JSON", () => {
    const { stdout } = run(folder, "--json");
    const expected = [{ file: "anna/explore.ipynb", ...one }, { file: "ben.ipynb" }];
    assert.deepEqual(JSON.parse(stdout), expected);
  });

  test("FOLDER --run takes what the cells print now, not what is saved", () => {
    notebook("late/explore.ipynb", [
      ['import { exercise, score } from "leaky-relu";', ""],
      ['const relu = (x: number) => Math.max(0, x);\nexercise("relu", relu);', "not yet: …\n"],
      ["score();", `${score()}\n`],
    ]);
    const late = join(folder, "late");
    assert.match(run(late).stdout, /^explore\.ipynb: 0 of /);
    assert.match(run(late, "--run").stdout, /^explore\.ipynb: 1 of \d+; right: relu; not tried: /);
  });

  test("--class-copy FILE writes the notebook without its solutions", () => {
    const file = join(folder, "class.ipynb");
    const wrote = { status: 0, stdout: `wrote ${file}\n`, stderr: "" };
    assert.deepEqual(run("--class-copy", file), wrote);
    const original = readNotebook(join(root, "notebooks/explore.ipynb"));
    const copy = readNotebook(file);
    const kept = original.cells.filter(({ id }) => !id.startsWith("solution-"));
    assert.ok(kept.length <= original.cells.length - 7);
    assert.deepEqual(copy, { ...original, cells: kept });
    assert.doesNotMatch(JSON.stringify(copy), /<summary>(One of many s|S)olution/);
  });

  test("says in one line what is missing", () => {
    const says = (...args: string[]) => {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [1, ""]);
      return stderr;
    };
    assert.equal(says(), "score: name one folder of notebooks, or --class-copy FILE\n");
    assert.equal(says("a", "b"), "score: name one folder of notebooks, or --class-copy FILE\n");
    assert.equal(says("nowhere"), "score: there is no folder nowhere\n");
    mkdirSync(join(folder, "empty"));
    assert.match(says(join(folder, "empty")), /^score: .*empty has no notebooks\n$/);
  });
});
