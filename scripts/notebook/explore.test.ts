import assert from "node:assert/strict";
import { basename } from "node:path";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import * as ts from "@tslab/typescript-for-tslab";
import { root } from "../setup/paths";
import { faults } from "./compare";
import { type Cell, codeCells, type Notebook, notebookFiles, readNotebook } from "./format";
import { execute } from "./run";

const notebook = readNotebook(
  notebookFiles().find((name) => name.endsWith("explore.ipynb")) as string,
);
const source = (cell: Cell) => cell.source.join("");
const tagged = (cell: Cell, tag: string) => cell.metadata.tags?.includes(tag) ?? false;

type Edits = { [id: string]: [from: string, to: string][] };

/** The code cells of the notebook, with some of their text replaced. */
function edited(edits: Edits): Cell[] {
  const known = codeCells(notebook).map(({ cell }) => cell);
  for (const id of Object.keys(edits))
    assert.ok(
      known.some((cell) => cell.id === id),
      id,
    );
  return known.map((cell) => {
    let text = source(cell);
    for (const [from, to] of edits[cell.id] ?? []) {
      assert.ok(text.includes(from), `${cell.id} has ${from}`);
      text = text.replace(from, to);
    }
    return { ...cell, source: [text] };
  });
}

/** What the cells end in, if that is an expression: its text, as the kernel prints it. */
type Said = { [id: string]: string };

/**
 * Runs the experiments of the notebook as one program, in a thread of its own and without a kernel:
 * all cells but exercises and measured times.
 */
async function experiments(edits: Edits): Promise<Said> {
  const parts = edited(edits)
    .filter((cell) => !tagged(cell, "volatile") && !cell.id.startsWith("exercise-"))
    .map((cell) => {
      const statements = ts.createSourceFile("cell.ts", source(cell), ts.ScriptTarget.ES2022);
      const last = statements.statements.at(-1);
      if (!last || !ts.isExpressionStatement(last)) return source(cell);
      const [head, tail] = [source(cell).slice(0, last.pos), source(cell).slice(last.pos)];
      return `${head}\nsaid["${cell.id}"] = String(${tail.trim().replace(/;$/, "")});`;
    });
  const text = `(async () => {\n${parts.join("\n").replace(/^import .*$/gm, "")}\n})`;
  const names = parts.flatMap((part) => [...part.matchAll(/^import \{(.*)\} from "leaky-relu"/gm)]);
  const values = names.flatMap(([, list = ""]) => list.split(",").map((name) => name.trim()));
  const taken = new Set(values.filter((name) => !name.startsWith("type ")));
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  });
  const program = `
    const { ${[...taken].join(", ")} } = require(${JSON.stringify(root)});
    globalThis[Symbol.for("leaky-relu:display")] = () => {};
    console.log = () => {};
    const said = {};
    const run = ${outputText.trim().replace(/;$/, "")};
    run().then(() => require("worker_threads").parentPort.postMessage(said));`;
  const worker = new Worker(program, { eval: true });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve).once("error", reject);
  });
}

/** What all verdicts find: the lines that begin with an arrow, without their numbers. */
function results(said: Said): Said {
  const arrows = (text: string) =>
    text.split("\n").flatMap((line) => (line.startsWith("→") ? line.split(": ").slice(0, 1) : []));
  return Object.fromEntries(
    Object.entries(said)
      .map(([id, text]) => [id, arrows(text).join("\n")])
      .filter(([, text]) => text),
  );
}

/** What the notebook prints, as committed. */
const committed: Said = Object.fromEntries(
  codeCells(notebook)
    .filter(({ cell }) => !tagged(cell, "volatile"))
    .map(({ cell }) => [cell.id, (cell.outputs ?? []).flatMap(({ text }) => text ?? []).join("")]),
);

const FIRST = "const first = 1;";

describe("the verdicts of explore.ipynb", { concurrency: true }, () => {
  const verdicts = results(committed);

  test("are seven, and say their rule and their numbers", () => {
    assert.equal(Object.keys(verdicts).length, 7);
    for (const id of Object.keys(verdicts)) {
      assert.match(committed[id] ?? "", /one wins a pairing, a tie counts half.*\(needed: \d/s, id);
    }
  });

  for (const first of [1001, 2001]) {
    test(`are the same with seeds from ${first} on`, async () => {
      const said = await experiments({ seeds: [[FIRST, `const first = ${first};`]] });
      assert.deepEqual(results(said), verdicts);
    });
  }

  test("turn, or cannot tell, when the evidence is taken away", async () => {
    const said = results(
      await experiments({
        deaths: [["activation: leaky(alpha)", "activation: leaky(0.1)"]],
        fates: [
          ["activation: leaky(alpha)", "activation: leaky(0.1)"],
          ["first + 100", "first + 10"],
        ],
        bends: [["[0, 0.5, 0.8, 0.9, 0.97, 1]", "[1, 1.000001]"]],
        trials: [
          ["leaky(ALPHA), sigmoid", "leaky(1), sigmoid"],
          ["first + 30", "first + 11"],
        ],
        leaks: [["alpha: [0, 0.01, ALPHA, 1 / 5.5, 0.5]", "alpha: [0, 0.1, 1]"]],
        gains: [["leaky(ALPHA).gain, 1", "3e-3, 1e-3"]],
      }),
    );
    assert.equal(said["deaths-verdict"], "→ α = 0 or α = 0.1353? These runs cannot tell");
    assert.match(said["fates-verdict"] ?? "", /These runs cannot tell/);
    assert.match(said["bends-verdict"] ?? "", /These runs cannot tell/);
    assert.match(said["race-verdict"] ?? "", /tanh is ahead of identity/);
    assert.match(said["race-verdict"] ?? "", /sigmoid is ahead of identity/);
    const { gains = "" } = said;
    assert.match(gains, /These runs cannot tell/);
  });
});

describe("the cells of the notebooks", () => {
  for (const file of notebookFiles()) {
    test(`${basename(file)}: short, and no line is long`, (t) => {
      const cells = codeCells(readNotebook(file)).map(({ cell }) => source(cell).split("\n"));
      const lengths = cells.map((lines) => lines.filter((line) => line.trim()).length);
      const sorted = [...lengths].sort((a, b) => a - b);
      const middle = sorted[Math.floor(sorted.length / 2)] as number;
      const widest = Math.max(...cells.flat().map((line) => line.length));
      const most = Math.max(...lengths);
      t.diagnostic(
        `${cells.length} code cells, lines: median ${middle}, most ${most}; longest line ${widest}`,
      );
      assert.ok(middle <= 4 && most <= 8 && widest <= 90, `${middle}, ${most}, ${widest}`);
    });
  }
});

/** Few seeds and epochs: these runs are about what a cell says, not about what is found. */
const SHORT: Edits = {
  seeds: [["first + 11", "first + 2"]],
  deaths: [["[1, 4, 8, 12]", "[1, 8]"]],
  fates: [["first + 100", "first + 10"]],
  "rescue-seeds": [["hundred.filter", "arange(1, 30).filter"]],
  trials: [["first + 30", "first + 2"]],
  gains: [["first + 22", "first + 2"]],
};

test("each cell of explore.ipynb run twice in a row gives the same again", async () => {
  const cells = edited(SHORT);
  const twice = cells.flatMap((each) =>
    [1, 2].map((time) => ({ ...each, id: `${each.id}-${time}` })),
  );
  const executed = await execute({ ...notebook, cells: twice }, "twice.ipynb");
  assert.deepEqual(faults(executed, "twice.ipynb"), []);
  for (const [i, cell] of cells.entries()) {
    const [first, second] = executed.cells.slice(2 * i);
    if (!tagged(cell, "volatile")) assert.deepEqual(second?.outputs, first?.outputs, cell.id);
  }
});

test("a number that makes no sense gives one line that names it", async () => {
  const wrong: [id: string, from: string, to: string, message: string][] = [
    ["quotient", "h = 1e-6", "h = 0", "central: the step is 0; it must be above 0"],
    ["data", "turns: 0.75", "turns: NaN", "twoSpirals: turns is NaN; it must be from 0 to 10"],
    ["newborn", "[2, 8, 8]", "[2, 0.5]", "network: widths [2,0.5] must be integers from 1 to 1024"],
    ["deaths", "[1, 8]", "[-8]", "tower(-8, 8): depth must be an integer from 1 to 100"],
    ["deaths", "epochs: 200", "epochs: 1e9", "train: 1000000000 epochs; it must be an integer"],
    ["deaths", "rate: 0.1", "rate: NaN", "learning rate NaN: it must be above 0 and finite"],
    ["deaths-verdict", "depth: 8", "depth: 9", "where: depth is never 9; it is 1, 8"],
    ["newborn", "leaky(0)", "leaky(NaN)", "leaky(NaN): alpha must be a finite number"],
  ];
  const cells = edited(SHORT).slice(
    0,
    1 + codeCells(notebook).findIndex(({ cell }) => cell.id === "deaths-verdict"),
  );
  const mixed = cells.flatMap((cell) => [
    ...wrong
      .filter(([id]) => id === cell.id)
      .map(([, from, to], i) => ({
        ...cell,
        id: `${cell.id}-wrong-${i}`,
        source: [source(cell).replace(from, to)],
      })),
    cell,
  ]);
  const executed: Notebook = await execute({ ...notebook, cells: mixed }, "wrong.ipynb");
  const found = faults(executed, "wrong.ipynb");
  assert.equal(found.length, wrong.length, found.join("\n"));
  for (const [, , , message] of wrong) {
    const line = found.find((text) => text.includes(message));
    assert.ok(line, `${message} in\n${found.join("\n")}`);
    assert.equal(line.split("\n").length, 1, line);
  }
});

test("every link from notebook to notebook leads to a heading that is there", () => {
  const notebooks = notebookFiles().map((file) => ({ file, cells: readNotebook(file).cells }));
  const headings = new Map(
    notebooks.map(({ file, cells }) => [
      basename(file),
      cells
        .filter(({ cell_type }) => cell_type === "markdown")
        .flatMap((markdown) => [...source(markdown).matchAll(/^#+ (.*)$/gm)])
        .map(([, text = ""]) => text.replace(/ /g, "-")), // as JupyterLab makes ids
    ]),
  );
  const links = notebooks.flatMap(({ cells }) =>
    cells.flatMap((any) => [...source(any).matchAll(/\]\(([\w-]+\.ipynb)(?:#([^)\s]*))?\)/g)]),
  );
  assert.ok(links.length >= 10);
  for (const [link, file = "", heading] of links) {
    const known = headings.get(file);
    assert.ok(known, `${link} leads to a notebook`);
    if (heading)
      assert.ok(known.includes(decodeURIComponent(heading)), `${link} leads to a heading`);
  }
});
