import assert from "node:assert/strict";
import { basename } from "node:path";
import { before, describe, test } from "node:test";
import { faults } from "./compare";
import { type Cell, codeCells, type Notebook, notebookFiles, readNotebook } from "./format";
import { execute } from "./run";

const notebook = readNotebook(
  notebookFiles().find((name) => name.endsWith("explore.ipynb")) as string,
);
const source = (cell: Cell) => cell.source.join("");

/** A cell of the notebook, with some of its text replaced. */
function cell(id: string, ...replacements: [from: string, to: string][]): Cell {
  const found = notebook.cells.find((candidate) => candidate.id === id);
  assert.ok(found, `a cell with the id ${id}`);
  let text = source(found);
  for (const [from, to] of replacements) {
    assert.ok(text.includes(from), `${id} has ${from}`);
    text = text.replace(from, to);
  }
  return { ...found, source: [text] };
}

/** Few seeds and epochs: these runs are about what is said, not about what is found. */
const SHORT: [from: string, to: string] = ["arange(1, 12)", "arange(1, 4)"];

/** Runs some cells on one kernel and gives back what each of them printed. */
async function run(...cells: Cell[]): Promise<{ said: (id: string) => string; found: string[] }> {
  const executed: Notebook = await execute({ ...notebook, cells }, "edited.ipynb");
  const said = (id: string) => {
    const outputs = executed.cells.find((candidate) => candidate.id === id)?.outputs ?? [];
    return outputs.flatMap(({ text }) => text ?? []).join("");
  };
  return { said, found: faults(executed, "edited.ipynb") };
}

describe("the verdicts of explore.ipynb turn when the evidence turns", () => {
  let said: (id: string) => string;
  before(async () => {
    const edited = await run(
      cell("imports", SHORT),
      cell("quotient", ["- derivativeLeakyRelu(x)", "- 1.001 * derivativeLeakyRelu(x)"]),
      cell("zero"),
      cell("derivative-verdict"),
      cell("data"),
      cell("left-share"),
      cell("life"),
      cell("lives", ["[0.1, 0.003]", "[0.003, 0.1]"], ["epochs = 200", "epochs = 50"]),
      cell("lives-table"),
      cell("depth-runs", ["[1, 2, 4, 8, 12]", "[1]"]),
      cell("dying-verdict"),
      cell("linear-runs", ["const bend = ALPHA", "const bend = 1"]),
      cell("linear-verdict"),
      cell("race-one"),
      cell("race", ["leaky(ALPHA), sigmoid", "leaky(1), sigmoid"]),
      cell("race-table"),
      cell("race-verdict"),
      cell("final-loss"),
      cell(
        "leak-runs",
        ["[0, 0.01, ALPHA, 1 / 5.5, 0.5, 1]", "[-0.9, 0, 1]"],
        ["gain: {}", "gain: { gain: 1 }"],
      ),
      cell("variance-chart"),
      cell("leak-verdict"),
    );
    assert.deepEqual(edited.found, []);
    said = edited.said;
  });

  test("1: a derivative that is off by a thousandth", () => {
    assert.match(said("derivative-verdict"), /^The claim fails for these steps: the error is 1e-3/);
  });

  test("2: a harsh learning rate that is calm", () => {
    assert.match(said("dying-verdict"), /^The claim does not show for 8 layers at rate 0\.003/);
    assert.match(said("dying-verdict"), /At rate 0\.1, ReLU loses units too/);
  });

  test("3: two networks without a bend", () => {
    assert.match(said("linear-verdict"), /^The claim is not refuted by these runs/m);
  });

  test("4: a straight line in the race", () => {
    assert.match(
      said("race-verdict"),
      /lags behind sigmoid.*lags behind tanh.*The claim holds here/s,
    );
  });

  test("5: He's gain that is none", () => {
    assert.match(said("leak-verdict"), /He's gain gives the lower median for 0 of 2 slopes/);
    assert.match(said("leak-verdict"), /a factor of (\S+) with the gain, of \1 without/);
  });
});

describe("the numbers that a reader may change in explore.ipynb", { concurrency: true }, () => {
  for (const [id, from, to, message] of [
    ["lives", "layers = 8", "layers = -8", "-8 layers: it must be 1 to 100"],
    ["lives", "epochs = 200", "epochs = 1e9", "train: 1000000000 epochs; it must be an integer"],
    ["lives", "[0.1, 0.003]", "[NaN, 0.003]", "learning rate NaN: it must be above 0 and finite"],
  ] as const) {
    test(`${to}: one line that names it`, async () => {
      const { found } = await run(
        cell("imports", SHORT),
        cell("quotient"),
        cell("data"),
        cell("left-share"),
        cell("life"),
        cell(id, [from, to]),
      );
      assert.equal(found.length, 1);
      assert.match(
        found[0] ?? "",
        new RegExp(`\\(${id}\\): (line \\d+: )?RangeError: ${message}[^\\n]*$`),
      );
    });
  }
});

test("each cell of explore.ipynb run twice in a row gives the same again", async () => {
  const lighter: { [id: string]: [from: string, to: string][] } = {
    imports: [SHORT],
    lives: [["epochs = 200", "epochs = 50"]],
    "depth-runs": [["[1, 2, 4, 8, 12]", "[1, 8]"]],
    "born-dead": [["births = 100", "births = 10"]],
    "linear-runs": [["epochs: 400", "epochs: 20"]],
    race: [["budget = 300", "budget = 50"]],
    "leak-runs": [["epochs: 300", "epochs: 20"]],
    "cost-runs": [["[1e3, 1e4, 1e5, 1e6, 1e7]", "[1e3, 1e4]"]],
  };
  const cells = codeCells(notebook).map(({ cell: { id } }) => cell(id, ...(lighter[id] ?? [])));
  const twice = cells.flatMap((each) =>
    [1, 2].map((time) => ({ ...each, id: `${each.id}-${time}` })),
  );
  const executed = await execute({ ...notebook, cells: twice }, "twice.ipynb");
  assert.deepEqual(faults(executed, "twice.ipynb"), []);
  for (const [i, { id, metadata }] of cells.entries()) {
    const [first, second] = executed.cells.slice(2 * i);
    if (!metadata.tags?.includes("volatile")) assert.deepEqual(second?.outputs, first?.outputs, id);
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
