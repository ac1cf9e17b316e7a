import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type exercise, score } from "../../src/index";
import { faults } from "./compare";
import { type Cell, type Notebook, notebookFiles, readNotebook } from "./format";
import { execute } from "./run";

type Name = Parameters<typeof exercise>[0];

const file = notebookFiles().find((name) => name.endsWith("explore.ipynb")) as string;
const notebook = readNotebook(file);
const source = ({ source }: Cell) => source.join("");

/** All exercises, in their order. */
const names: Name[] = JSON.parse(score().split("\n").at(-1) ?? "").open;

/** The cell of an exercise: exercise-slope-in-alpha, about-…, solution-… */
function cellOf(kind: string, name: Name): Cell | undefined {
  const id = `${kind}-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return notebook.cells.find((cell) => cell.id === id);
}

/** Answers that are not right, and what the reply says of each. */
const WRONG: { [name in Name]: [answer: string, says: string][] } = {
  relu: [
    ["const relu = (x: number) => x;", "relu(-1) gives -1, expected 0\nHint: that is x itself"],
    ["const relu = leakyRelu;", "Hint: that is Leaky ReLU"],
    ["const relu = Math.abs;", "Hint: that is |x|"],
    ["const relu = derivativeLeakyRelu;", "Hint: that is a slope"],
    ["const relu = (x: number) => (x > 1 ? x : 0);", "relu(0.5) gives 0, expected 0.5"],
    ["const relu = (x: number) => { x > 0 ? x : 0; };", "Hint: it returns nothing"],
    ["const relu = async (x: number) => Math.max(0, x);", "Hint: it returns a promise"],
    [
      "const relu = (x: number) => String(Math.max(0, x));",
      "gives '2', expected 2\nHint: it returns a string",
    ],
    ["const relu = (x: number) => () => x;", "Hint: it returns a function"],
    ["const relu = (x: number) => -Math.max(0, x);", "Hint: the sign is swapped"],
    [
      "const relu = (x: number) => (x >= 0 ? x : 1);",
      "Hint: it is right from 0 on, but not below 0",
    ],
    [
      "const relu = (x: number) => (x < 0 ? 0 : 7);",
      "Hint: it is right below 0, but not from 0 on",
    ],
    ["const relu = (x: number): number => relu(x);", "Hint: it calls itself without an end"],
    [
      "const relu = (x: number) => { while (true) x++; };",
      "relu(2) takes more than 2 seconds, expected 2\nHint: does its loop ever end?",
    ],
    [
      'function relu(x: number): number { throw new Error("not me"); }',
      "relu(2) throws Error: not me",
    ],
    ["const relu = 3;", "the answer to relu is a function, and this is a number"],
  ],
  inverse: [
    ["const inverse = (y: number) => y / ALPHA;", "Hint: it is right below 0, but not"],
    [
      "const inverse = leakyRelu;",
      "leakyRelu(-0.1353352832366127) gives -0.018315638888734182, expected -1\nHint: that goes forward",
    ],
    ["const inverse = (y: number) => (y >= 0 ? y : -y / ALPHA);", "Hint: y < 0 comes from"],
    ["const inverse = (y: number) => Math.max(y, 0);", "Hint: y < 0 tells which x"],
  ],
  parameterCount: [
    ["const parameterCount = (widths: number[]) => widths.length;", "parameterCount([ 2, 3 ])"],
    [
      "const parameterCount = (w: number[]) => [...w, 1].slice(1).reduce((s, n, i) => s + n * w[i], 0);",
      "Hint: those are the weights",
    ],
    [
      "const parameterCount = (w: number[]) => w.slice(1).reduce((s, n, i) => s + n * (w[i] + 1), 0);",
      "Hint: the output unit is missing",
    ],
    [
      "const parameterCount = (w: number[]) => w.slice(1).reduce((s, n, i) => s + n * w[i], 0);",
      "Hint: the biases are missing, and",
    ],
  ],
  countDead: [
    [
      "const countDead = (sums: number[][]) => sums[0].filter((_, j) => sums.every((row) => row[j] < 0)).length;",
      "countDead([ [ 0, 0, 5 ] ]) gives 0, expected 2\nHint: a sum of exactly 0",
    ],
    [
      "const countDead = (sums: number[][]) => sums.filter((row) => row.every((z) => z <= 0)).length;",
      "Hint: you count samples",
    ],
    [
      "const countDead = (sums: number[][]) => sums[0].filter((_, j) => sums.some((row) => row[j] <= 0)).length;",
      "Hint: a unit is dead only if",
    ],
    [
      "const countDead = (sums: number[][]) => sums[0].filter((_, j) => sums.some((row) => row[j] > 0)).length;",
      "Hint: you count those that live",
    ],
  ],
  slopeInAlpha: [
    [
      "const slopeInAlpha = (x: number, alpha: number) => (x >= 0 ? 1 : alpha);",
      "Hint: that is the slope in x",
    ],
    [
      "const slopeInAlpha = (x: number, alpha: number) => (x >= 0 ? 0 : alpha * x);",
      "slopeInAlpha(-2, 0.1) gives -0.2, expected -2\nHint: how fast",
    ],
    ["const slopeInAlpha = (x: number) => x;", "Hint: for x ≥ 0 there is no α"],
    ["const slopeInAlpha = (x: number) => (x >= 0 ? 1 : x);", "Hint: for x ≥ 0 there is no α"],
    ["const slopeInAlpha = (x: number) => (x >= 0 ? 0 : -x);", "Hint: the sign is swapped"],
  ],
  alphaStep: [
    ["alpha + rate * GRADIENT", "Hint: that goes uphill"],
    ["alpha - GRADIENT", "Hint: you forgot the rate"],
    ["rate * GRADIENT", "Hint: that is the step"],
    ["GRADIENT", "Hint: that is the gradient"],
    [
      "alpha - rate * z.reduce((sum, z, i) => sum + upstream[i] * z, 0)",
      "Hint: for z ≥ 0 there is no α",
    ],
    ["alpha - rate * z.reduce((sum, z) => sum + Math.min(z, 0), 0)", "Hint: you forgot upstream"],
    ["alpha - rate * GRADIENT / z.length", "Hint: that is the mean"],
  ].map(([value = "", says = ""]) => [
    `const alphaStep = (alpha: number, z: number[], upstream: number[], rate: number) => ${value.replace("GRADIENT", "z.reduce((sum, z, i) => sum + upstream[i] * Math.min(z, 0), 0)")};`,
    says,
  ]),
  keepSize: [
    [
      "const keepSize = (alpha: number) => Math.SQRT2;",
      "keepSize(0.01) gives 1.4142135623730951, expected 1.414143\nHint: that is right for ReLU",
    ],
    ["const keepSize = (a: number) => 2 / (1 + a * a);", "Hint: the mean square is multiplied"],
    [
      "const keepSize = (a: number) => Math.sqrt((1 + a * a) / 2);",
      "Hint: that is what f does to the size",
    ],
    [
      "const keepSize = (a: number) => (1 + a * a) / 2;",
      "Hint: that is what f does to the mean square",
    ],
  ],
  weightGradient: [
    [
      "(1 / (1 + Math.exp(-leakyRelu(w * x + b))) - y) * x",
      "weightGradient(-1, 0.5, 2, 1) gives -1.1",
    ],
    ["(1 / (1 + Math.exp(-leakyRelu(w * x + b))) - y) * x", "Hint: you forgot f′"],
    [
      "(1 / (1 + Math.exp(-leakyRelu(w * x + b))) - y) * derivativeLeakyRelu(w * x + b)",
      "Hint: you forgot the last link",
    ],
    [
      "(1 / (1 + Math.exp(-leakyRelu(w * x + b)))) * derivativeLeakyRelu(w * x + b) * x",
      "Hint: you forgot −y",
    ],
    ["x", "weightGradient(1, 0, 2, 1)"],
  ].map(([value = "", says = ""]) => [
    `const weightGradient = (w: number, b: number, x: number, y: number) => ${value};`,
    says,
  ]),
  rescue: [
    [
      "const rescue = (dead: Network) => withActivation(dead, leaky(0));",
      "Hint: which activation has a slope below 0",
    ],
    [
      "const rescue = (dead: Network) => network({ widths: [2, 8, 8], activation: leaky(0.1), seed: 1 });",
      "a network with other weights\nHint: withActivation keeps them",
    ],
    [
      "const rescue = (dead: Network) => { withActivation(dead, leaky(0.1)); };",
      "gives undefined, expected a network\nHint: it returns nothing",
    ],
    [
      "const rescue = (dead: Network) => withActivation(dead, leaky(1e-9));",
      "one of the networks gets only",
    ],
    ["const rescue = (dead: Network) => leaky(0.1);", "rescue gives an object, expected a network"],
    ["const rescue = (dead: Network) => leaky(NaN);", "rescue throws RangeError: leaky(NaN)"],
    ["const rescue = leaky(0.1);", "the answer to rescue is a function, and this is an object"],
  ],
  invent: [
    [
      "const mine = (z: number) => z * z;",
      "the answer to invent is what activation({ name, f, df }) gives",
    ],
    [
      'const mine = activation({ name: "sq", f: (z) => z * z, df: (z) => z });',
      "sq: f′(-4.8) gives -4.8, but f rises there by -9.600000",
    ],
    [
      'const mine = activation({ name: "line", f: (z) => 3 * z + 1, df: () => 3 });',
      "line is a straight line\nHint: a network of",
    ],
    ["const mine = leaky(0.3);", "Leaky ReLU is Leaky ReLU, with the slope 0.3\nHint: bend"],
    [
      'const mine = activation({ name: "t", f: Math.tanh, df: tanh.df });',
      "t is tanh, which is known\nHint: stretch",
    ],
    [
      'const mine = activation({ name: "tiny", f: (z) => 1e-5 * z * z + 5, df: (z) => 2e-5 * z });',
      "90 % is the goal\nHint: where is its slope 0",
    ],
    [
      'const mine = activation({ name: "loop", f: (z) => { while (z < 0); return z; }, df: () => 1, gain: 1 });',
      "loop takes more than 2 seconds",
    ],
  ],
  maxOrMin: [
    [
      "const maxOrMin = (x: number, alpha: number) => Math.max(alpha * x, x);",
      "maxOrMin(3, 2) gives 6, expected 3\nHint: for α = 2",
    ],
    [
      "const maxOrMin = (x: number, alpha: number) => Math.min(alpha * x, x);",
      "Hint: that is right for α ≥ 1 only",
    ],
  ],
  collapse: [
    ["[w1 * w2, b1 + b2]", "collapse(2, 1, 3, 0) gives [ 6, 1 ], expected [ 6, 3 ]\nHint: b₁ goes"],
    ["[w1 * w2, b2]", "Hint: b₁ is missing"],
    ["[w1 + w2, w2 * b1 + b2]", "Hint: x is multiplied twice"],
    ["[w2 * b1 + b2, w1 * w2]", "Hint: w first, then b"],
    ["w1 * w2", "Hint: it returns a number, not a list of numbers"],
  ].map(([value = "", says = ""]) => [
    `const collapse = (w1: number, b1: number, w2: number, b2: number) => ${value};`,
    says,
  ]),
};

/** The code in an exercise's folded solution. */
function solution(name: Name): string {
  const text = source(cellOf("solution", name) as Cell);
  assert.match(text, /^<details>\n<summary>.*<\/details>$/s);
  const code = /```ts\n(.*?)```/s.exec(text)?.[1];
  assert.ok(code, `the solution of ${name} has a block of code`);
  return code;
}

/** The last line of an answer cell: exercise("relu", relu); */
function judgement(name: Name): string {
  return `exercise("${name}", ${name === "invent" ? "mine" : name});`;
}

const IMPORTS = `import {
  activation, ALPHA, derivativeLeakyRelu, exercise, leaky, leakyRelu, network, type Network, score,
  tanh, withActivation,
} from "leaky-relu";`;

/** A notebook with the imports and these cells, run on a fresh kernel. */
async function run(cells: string[]): Promise<Notebook> {
  const code = (id: string, text: string, tags: string[]): Cell => ({
    id,
    cell_type: "code",
    source: [text],
    execution_count: null,
    outputs: [],
    metadata: { tags },
  });
  return execute(
    {
      ...notebook,
      cells: [
        code("imports", IMPORTS, ["silent"]),
        ...cells.map((cell, i) => code(`cell-${i}`, cell, [])),
      ],
    },
    "exercises.ipynb",
  );
}

/** What each cell has printed. */
const prints = ({ cells }: Notebook) =>
  cells.slice(1).map(({ outputs }) => (outputs ?? []).flatMap(({ text }) => text ?? []).join(""));

describe("the exercises", () => {
  const inNotebook = names.filter((name) => cellOf("solution", name));
  const wrong = names.flatMap((name) =>
    WRONG[name].map(([answer, says]) => ({ name, answer, says })),
  );
  let replies: { wrong: string[]; right: string[]; untouched: string[]; last: string };
  before(async () => {
    const untouched = inNotebook.map((name) => {
      const cell = source(cellOf("exercise", name) as Cell);
      return cell.includes("exercise(") ? cell : `${cell}\n${judgement(name)}`;
    });
    const right = inNotebook.map((name) => `${solution(name)}\n${judgement(name)}`);
    const executed = await run([
      ...untouched,
      ...wrong.map(({ name, answer }) => `${answer}\n${judgement(name)}`),
      ...right,
      "score();",
    ]);
    assert.deepEqual(faults(executed, "exercises.ipynb"), []);
    const printed = prints(executed);
    replies = {
      untouched: printed.splice(0, untouched.length),
      wrong: printed.splice(0, wrong.length),
      right: printed.splice(0, right.length),
      last: printed[0] ?? "",
    };
  });

  inNotebook.forEach((name, i) => {
    test(`${name}: untouched, it is not yet right`, () => {
      assert.match(replies.untouched[i] ?? "", /^not yet: [^\n]*(\nHint: [^\n]*)?\n$/);
    });

    test(`${name}: its folded solution is right`, () => {
      assert.match(replies.right[i] ?? "", /^right: /);
    });
  });

  wrong.forEach(({ name, answer, says }, i) => {
    test(`${name}: ${answer} is not yet right`, () => {
      const reply = replies.wrong[i] ?? "";
      assert.ok(reply.startsWith("not yet: ") && reply.includes(says), reply);
    });
  });

  test("score() counts the last answer to each", () => {
    const result = JSON.parse(replies.last.trim().split("\n").at(-1) ?? "");
    const notYet = names.filter((name) => !inNotebook.includes(name));
    const expected = { right: inNotebook, notYet, open: [] };
    assert.deepEqual(result, { score: inNotebook.length, of: names.length, ...expected });
    assert.ok(
      replies.last.startsWith(`${inNotebook.length} of ${names.length} exercises are right.`),
    );
  });

  test("an answer that does not compile is not judged by the one before it", async () => {
    const { cells } = await run([
      `const relu = (x: number) => Math.max(0, x);\n${judgement("relu")}`,
      `const relu = (x: number): number => "0";\n${judgement("relu")}`,
    ]);
    const [, right, broken] = cells.map(({ outputs }) => JSON.stringify(outputs));
    assert.match(right ?? "", /right: relu/);
    assert.match(broken ?? "", /Type 'string' is not assignable to type 'number'/);
    assert.doesNotMatch(broken ?? "", /right: /);
  });
});
