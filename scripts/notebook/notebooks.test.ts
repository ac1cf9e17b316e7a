import assert from "node:assert/strict";
import { basename } from "node:path";
import { describe, test } from "node:test";
import { arange, withAlpha } from "../../src";
import reference from "../../src/reference/numpy.json";
import { differences, faults } from "./compare";
import { type Cell, type Notebook, notebookFiles, readNotebook } from "./format";
import { execute } from "./run";
import { typeErrors } from "./type-errors";

const walkthroughFile = notebookFiles().find((file) => file.endsWith("leaky-relu.ipynb")) as string;
const walkthrough = readNotebook(walkthroughFile);

/** A copy of a notebook in which one cell is edited. */
function edited(notebook: Notebook, id: string, edit: (cell: Cell) => void): Notebook {
  const copy = structuredClone(notebook);
  edit(cellOf(copy, id));
  return copy;
}

function cellOf(notebook: Notebook, id: string): Cell {
  const cell = notebook.cells.find((candidate) => candidate.id === id);
  assert.ok(cell, `a cell with the id ${id}`);
  return cell;
}

function replace(from: string, to: string): (cell: Cell) => void {
  return (cell) => {
    const source = cell.source.join("");
    assert.ok(source.includes(from), `${cell.id} has ${from}`);
    cell.source = [source.replace(from, to)];
  };
}

function codeCell(id: string, source: string): Cell {
  return {
    id,
    cell_type: "code",
    source: [source],
    metadata: {},
    execution_count: null,
    outputs: [],
  };
}

/** What a cell printed. */
function printed(notebook: Notebook, id: string): string {
  return (cellOf(notebook, id).outputs ?? []).flatMap(({ text }) => text ?? []).join("");
}

/** The numbers in the first trace of a cell's chart. */
function drawn(notebook: Notebook, id: string): { x: number[]; y: number[] } {
  const spec = cellOf(notebook, id).outputs?.[0]?.data?.["application/vnd.plotly.v1+json"];
  const [trace] = (spec as { data: { x: Spec; y: Spec }[] }).data;
  assert.ok(trace);
  return { x: doubles(trace.x), y: doubles(trace.y) };
}

type Spec = { dtype: string; bdata: string };

function doubles({ dtype, bdata }: Spec): number[] {
  assert.equal(dtype, "f8");
  return Array.from(new Float64Array(Uint8Array.from(Buffer.from(bdata, "base64")).buffer));
}

const { CI } = process.env;

/** A reader's machine runs each notebook once, as half a minute is enough to wait. */
const RUNS = CI === "true" ? ["first run", "second run", "third run"] : ["one run"];

for (const file of notebookFiles()) {
  describe(basename(file), { concurrency: true }, () => {
    const committed = readNotebook(file);

    test("its cells have no type error", () => {
      assert.deepEqual(typeErrors(committed, file), []);
    });

    for (const run of RUNS) {
      test(`its cells run without a fault and give the committed outputs (${run})`, async () => {
        const executed = await execute(committed, file);
        const changes = differences(committed, executed, file);
        assert.deepEqual([...faults(executed, file), ...changes], []);
      });
    }
  });
}

describe("the walkthrough", { concurrency: true }, () => {
  test("its committed values and charts hold the original's x, y and dy, bit for bit", () => {
    const { x, y, dy } = reference.walkthrough;
    assert.deepEqual(printed(walkthrough, "y-print").trimEnd().split("\n").map(Number), y);
    assert.deepEqual(drawn(walkthrough, "y-chart"), { x, y });
    assert.deepEqual(drawn(walkthrough, "dy-chart"), { x, y: dy });
  });

  test("its own functions agree with those of src at 0, −0, ±∞ and all of x", async () => {
    const probe = codeCell(
      "probe",
      `const points = [0, -0, Infinity, -Infinity, 5e-324, -5e-324, ...x];
       console.log(JSON.stringify([points.map(leakyRelu), points.map(derivativeLeakyRelu), Array.from(x)].map(
         (list) => list.map((value) => Object.is(value, -0) ? "-0" : String(value)))));`,
    );
    const executed = await execute(
      { ...walkthrough, cells: [...walkthrough.cells, probe] },
      walkthroughFile,
    );
    assert.deepEqual(faults(executed, walkthroughFile), []);
    const [y, dy, x] = JSON.parse(printed(executed, "probe"));
    const text = (value: number) => (Object.is(value, -0) ? "-0" : String(value));
    const { leakyRelu, derivativeLeakyRelu } = withAlpha(Math.exp(-2));
    const ours = Array.from(arange(-10, 10, 0.1));
    const points = [0, -0, Infinity, -Infinity, 5e-324, -5e-324, ...ours];
    assert.deepEqual(x, ours.map(text));
    assert.deepEqual(
      y,
      points.map((value) => text(leakyRelu(value))),
    );
    assert.deepEqual(
      dy,
      points.map((value) => text(derivativeLeakyRelu(value))),
    );
  });

  test("another ALPHA carries through to values, formulas and charts", async () => {
    const changed = edited(walkthrough, "alpha", replace("Math.exp(-2)", "0.01"));
    const executed = await execute(changed, walkthroughFile);
    assert.deepEqual(faults(executed, walkthroughFile), []);
    const outputs = (id: string) => JSON.stringify(cellOf(executed, id).outputs);
    assert.match(outputs("formula"), /0\.01 \\\\, x/);
    assert.match(outputs("derivative-formula"), /0\.01 &/);
    assert.match(printed(executed, "y-print"), /^-0\.1\n/);
    assert.match(outputs("y-chart"), /from −0\.1 at x = −10/);
    assert.match(outputs("dy-chart"), /from 0\.01 at x = −10/);
    assert.equal(printed(executed, "y-check") + printed(executed, "dy-check"), "true\ntrue\n");
  });

  /** Runs code cells of the walkthrough in another order; each must print what it printed in order. */
  async function inOrder(cells: Cell[]): Promise<void> {
    const copies = cells.map((cell, i) => ({ ...cell, id: `${cell.id}-${i}` }));
    const executed = await execute({ ...walkthrough, cells: copies }, walkthroughFile);
    assert.deepEqual(faults(executed, walkthroughFile), []);
    for (const [i, cell] of cells.entries()) {
      assert.deepEqual(executed.cells[i]?.outputs, cell.outputs, cell.id);
    }
  }
  const code = walkthrough.cells.filter(({ cell_type }) => cell_type === "code");

  test("each cell run twice in a row prints the same again", () =>
    inOrder(code.flatMap((cell) => [cell, cell])));

  test("running one cell again, and what comes after it, prints the same again", () =>
    inOrder([...code, ...code.flatMap((_, i) => code.slice(i))]));
});

describe("the check of a notebook", { concurrency: true }, () => {
  const empty: Notebook = { ...walkthrough, cells: [] };

  test("typeErrors(notebook) names notebook, cell and line of what only a strict check sees", () => {
    const loose = edited(walkthrough, "derivative-leaky-relu", replace("x: number", "x"));
    assert.deepEqual(typeErrors(loose, "planted.ipynb"), [
      "planted.ipynb, code cell 9 (derivative-leaky-relu), line 1: " +
        "error TS7006: Parameter 'x' implicitly has an 'any' type.",
    ]);
  });

  test("faults(executed) names the cell that throws, and the cells after it have run", async () => {
    const throws = codeCell("throws", 'throw new Error("planted")');
    const tagged = { ...throws, id: "tagged", metadata: { tags: ["raises-exception"] } };
    const cells = [
      codeCell("fine", "1 + 1"),
      throws,
      codeCell("next", "2 + 2"),
      tagged,
      codeCell("last", "3 + 3"),
    ];
    const executed = await execute({ ...empty, cells }, "planted.ipynb");
    assert.deepEqual(faults(executed, "planted.ipynb"), [
      "planted.ipynb, code cell 2 (throws): line 1: Error: planted",
      "planted.ipynb, code cell 4 (tagged): line 1: Error: planted",
    ]);
    assert.deepEqual([printed(executed, "next"), printed(executed, "last")], ["4\n", "6\n"]);
  });

  test("faults(executed) sees a cell that fails to compile, and one that warns", async () => {
    const cells = [
      codeCell("warns", 'console.warn("planted")'),
      codeCell("types", 'const n: number = "1";'),
    ];
    const found = faults(await execute({ ...empty, cells }, "planted.ipynb"), "planted.ipynb");
    assert.deepEqual(
      found.map((line) => line.split(":")[0]),
      ["planted.ipynb, code cell 1 (warns)", "planted.ipynb, code cell 2 (types)"],
    );
  });

  test("faults(executed) sees a cell that prints nothing, and a wrong number", () => {
    const silent = edited(walkthrough, "y-check", (cell) => {
      cell.outputs = [];
    });
    assert.deepEqual(faults(silent, "planted.ipynb"), [
      "planted.ipynb, code cell 7 (y-check): prints nothing; was it skipped?",
    ]);
    const renumbered = edited(walkthrough, "y", (cell) => {
      cell.execution_count = 6;
    });
    assert.deepEqual(faults(renumbered, "planted.ipynb"), [
      "planted.ipynb, code cell 5 (y): has the number 6",
    ]);
  });

  test("differences(committed, executed) names the cell whose value or committed output changed", () => {
    const stale = edited(walkthrough, "x", (cell) => {
      cell.outputs = [{ output_type: "stream", name: "stdout", text: ["201 values\n"] }];
    });
    for (const found of [
      differences(stale, walkthrough, "planted.ipynb"),
      differences(walkthrough, stale, "planted.ipynb"),
    ]) {
      assert.equal(found.length, 1);
      assert.match(found[0] ?? "", /^planted\.ipynb, code cell 1 \(x\): .*npm run notebooks/);
    }
  });

  test("differences(committed, executed) names a notebook that says another language", () => {
    const old = { ...walkthrough, metadata: { language_info: { version: "3.7.2" } } };
    assert.deepEqual(differences(old, walkthrough, "planted.ipynb"), [
      "planted.ipynb: its language_info is not the kernel's; to write it: npm run notebooks",
    ]);
  });
});
