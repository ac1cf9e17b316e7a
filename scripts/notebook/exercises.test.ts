import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { faults } from "./compare";
import { type Cell, type Notebook, notebookFiles, readNotebook } from "./format";
import { execute } from "./run";

const file = notebookFiles().find((name) => name.endsWith("explore.ipynb")) as string;
const notebook = readNotebook(file);
const source = (cell: Cell) => cell.source.join("");
const cellOf = (id: string) => {
  const cell = notebook.cells.find((candidate) => candidate.id === id);
  assert.ok(cell, `a cell with the id ${id}`);
  return cell;
};

/** What an exercise is called in the ids of its cells: exercise-relu, check-relu, solution-relu. */
const names = notebook.cells.flatMap(({ id }) => /^exercise-(.*)/.exec(id)?.[1] ?? []);

/** Answers that look right and are not, and the first input for which they go wrong. */
const WRONG: { [name: string]: [answer: string, input: string][] } = {
  relu: [
    ["const relu = (x: number) => x;", "-1"],
    ["const relu = leakyRelu;", "-1"],
    ["const relu = (x: number) => (x > 1 ? x : 0);", "0.5"],
    ['function relu(x: number): number { throw new Error("not me"); }', "2"],
  ],
  inverse: [
    ["const inverse = (y: number) => y / ALPHA;", "3"],
    ["const inverse = leakyRelu;", "-0.1353352832366127"],
  ],
  "parameter-count": [
    ["const parameterCount = (widths: number[]) => widths.length;", "[ 2, 3 ]"],
    [
      "const parameterCount = ([inputs, units = 0]: number[]) => units ? units * (inputs + 2) + 1 : inputs + 1;",
      "[ 2, 8, 8 ]",
    ],
  ],
  "count-dead": [
    [
      "const countDead = (sums: number[][]) => sums[0].filter((_, j) => sums.every((row) => row[j] < 0)).length;",
      "[ [ 0, 0, 5 ] ]",
    ],
    [
      "const countDead = (sums: number[][]) => sums.filter((row) => row.every((z) => z <= 0)).length;",
      "[ [ 0, 0, 5 ] ]",
    ],
  ],
  "slope-in-alpha": [
    ["const slopeInAlpha = (x: number, alpha: number) => (x >= 0 ? 1 : alpha);", "2, 0.1"],
    ["const slopeInAlpha = (x: number, alpha: number) => (x >= 0 ? 0 : alpha * x);", "-2, 0.1"],
  ],
  "keep-size": [
    ["const keepSize = (alpha: number) => Math.SQRT2;", "0.01"],
    ["const keepSize = (alpha: number) => 2 / (1 + alpha * alpha);", "0"],
  ],
  "weight-gradient": [
    [
      "const weightGradient = (w: number, b: number, x: number, y: number) => (1 / (1 + Math.exp(-leakyRelu(w * x + b))) - y) * x;",
      "-1, 0.5, 2, 1",
    ],
    ["const weightGradient = (w: number, b: number, x: number, y: number) => x;", "1, 0, 2, 1"],
  ],
};

/** The code in an exercise's folded solution. */
function solution(name: string): string {
  const code = /```ts\n(.*?)```/s.exec(source(cellOf(`solution-${name}`)))?.[1];
  assert.ok(code, `solution-${name} has a block of code`);
  return code;
}

/** Runs each answer and its check on one kernel, and gives back what the checks print. */
async function answers(attempts: { name: string; answer: string }[]): Promise<string[]> {
  const code = (id: string, text: string, silent = false): Cell => ({
    ...{ id, cell_type: "code", source: [text], execution_count: null, outputs: [] },
    metadata: silent ? { tags: ["silent"] } : {},
  });
  const cells = attempts.flatMap(({ name, answer }, i) => [
    code(`answer-${i}`, answer, true),
    code(`check-${i}`, source(cellOf(`check-${name}`))),
  ]);
  const run: Notebook = { ...notebook, cells: [cellOf("imports"), cellOf("quotient"), ...cells] };
  const executed = await execute(run, "exercises.ipynb");
  assert.deepEqual(faults(executed, "exercises.ipynb"), []);
  const checks = executed.cells.filter(({ id }) => id.startsWith("check-"));
  return checks.map(({ outputs }) => (outputs ?? []).flatMap(({ text }) => text ?? []).join(""));
}

describe("the exercises", () => {
  const attempts = names.flatMap((name) => [
    { name, answer: source(cellOf(`exercise-${name}`)) },
    { name, answer: solution(name) },
    ...(WRONG[name] ?? []).map(([answer]) => ({ name, answer })),
  ]);
  let said: string[] = [];
  before(async () => {
    said = await answers(attempts);
  });
  const saidOf = (name: string) => said.filter((_, i) => attempts[i]?.name === name);

  test("are at least six, each with a check, a solution and wrong answers to try", () => {
    assert.ok(names.length >= 6);
    assert.deepEqual(Object.keys(WRONG), names);
  });

  for (const name of names) {
    test(`${name}: untouched, its check says not yet`, () => {
      assert.match(saidOf(name)[0] ?? "", /^not yet: \w+\(.*\) gives NaN, expected/);
    });

    test(`${name}: its folded solution is right`, () => {
      assert.match(saidOf(name)[1] ?? "", /^right: /);
      assert.match(source(cellOf(`solution-${name}`)), /^<details>\n<summary>.*<\/details>$/s);
    });

    test(`${name}: wrong answers are not yet right, and the check names an input`, () => {
      const replies = saidOf(name).slice(2);
      (WRONG[name] ?? []).forEach(([answer, input], i) => {
        const reply = replies[i] ?? "";
        assert.ok(
          reply.startsWith("not yet: ") && reply.includes(`(${input})`),
          `${answer}\n${reply}`,
        );
      });
    });
  }
});
