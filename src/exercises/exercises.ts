import { ALPHA, derivativeLeakyRelu, leakyRelu, withAlpha } from "../leaky-relu";
import { leaky, tanh } from "../network/activation";
import { network } from "../network/network";
import { judgeAlphaStep } from "./alpha-step";
import { judgeInvention } from "./invent";
import { type Judge, results, slopeOf } from "./judge";
import { judgeRescue } from "./rescue";

const KNOWN = new Map([3, 0.25, 0, -1, -40].map((x) => [leakyRelu(x), x]));

const LAYERS: { sums: number[][]; dead: number }[] = [
  {
    sums: [
      [-1, 2],
      [-3, -1],
    ],
    dead: 1,
  },
  { sums: [[0, 0, 5]], dead: 2 },
  {
    sums: [
      [-1, 1, -2],
      [1, -1, -2],
      [-1, -1, -2],
    ],
    dead: 1,
  },
  { sums: [[4], [5]], dead: 0 },
  {
    sums: [
      [-1, -2, -3],
      [1, -1, -1],
    ],
    dead: 2,
  },
];

const unitLoss = (w: number, b: number, x: number, y: number) => {
  const a = leakyRelu(w * x + b);
  return Math.log(1 + Math.exp(a)) - y * a;
};

const sure = (w: number, b: number, x: number) => 1 / (1 + Math.exp(-leakyRelu(w * x + b)));

const chain = (w1: number, b1: number, w2: number, b2: number) => (x: number) =>
  w2 * (w1 * x + b1) + b2;

/** The exercises of the notebooks, in their order: for each its judge. */
export const EXERCISES = {
  relu: results<[x: number]>({
    name: "relu",
    oracle: withAlpha(0).leakyRelu,
    inputs: [[2], [0.5], [0], [-1], [-1e9]],
    mistakes: [
      { answer: (x) => x, hint: "that is x itself; what is it for x < 0?" },
      { answer: leakyRelu, hint: "that is Leaky ReLU; ReLU is 0 for x < 0" },
      { answer: Math.abs, hint: "that is |x|; ReLU is 0 for x < 0" },
      { answer: derivativeLeakyRelu, hint: "that is a slope; the value is asked for" },
    ],
  }),

  inverse: results<[y: number]>({
    name: "inverse",
    oracle: (y) => KNOWN.get(y) ?? Number.NaN,
    inputs: [...KNOWN.keys()].map((y) => [y]),
    mistakes: [
      { answer: leakyRelu, hint: "that goes forward once more; undo it, dividing by α" },
      { answer: (y) => (y >= 0 ? y : -y / ALPHA), hint: "y < 0 comes from an x < 0" },
      { answer: (y) => (y >= 0 ? y : 0), hint: "y < 0 tells which x it was: divide by α" },
    ],
  }),

  parameterCount: results<[widths: number[]]>({
    name: "parameterCount",
    oracle: (widths) => network({ widths, activation: tanh, seed: 1 }).parameters.length,
    inputs: [[[2, 3]], [[2]], [[2, 8, 8]], [[5, 1, 7, 2]]],
    mistakes: [
      {
        answer: (widths) => countOf([...widths, 1], 0),
        hint: "those are the weights; each unit has a bias, too",
      },
      { answer: (widths) => countOf(widths, 1), hint: "the output unit is missing" },
      {
        answer: (widths) => countOf(widths, 0),
        hint: "the biases are missing, and so is the output unit",
      },
    ],
  }),

  countDead: results<[sums: number[][]]>({
    name: "countDead",
    oracle: (sums) => LAYERS.find((layer) => String(layer.sums) === String(sums))?.dead ?? NaN,
    inputs: LAYERS.map(({ sums }) => [sums]),
    mistakes: [
      {
        answer: (sums) => columnsOf(sums).filter((column) => column.every((z) => z < 0)).length,
        hint: "a sum of exactly 0 is not above 0 either",
      },
      {
        answer: (sums) => sums.filter((row) => row.every((z) => z <= 0)).length,
        hint: "you count samples; a row is a sample, a column is a unit",
      },
      {
        answer: (sums) => columnsOf(sums).filter((column) => column.some((z) => z <= 0)).length,
        hint: "a unit is dead only if each of its sums is 0 or less",
      },
      {
        answer: (sums) => columnsOf(sums).filter((column) => column.some((z) => z > 0)).length,
        hint: "you count those that live",
      },
    ],
  }),

  slopeInAlpha: results<[x: number, alpha: number]>({
    name: "slopeInAlpha",
    oracle: (x, alpha) => slopeOf((a) => withAlpha(a).leakyRelu(x), alpha, 0.01),
    inputs: [
      [2, 0.1],
      [-2, 0.1],
      [-2, 0.5],
      [-0.3, 0],
      [0, 0.2],
    ],
    mistakes: [
      {
        answer: (x, alpha) => (x >= 0 ? 1 : alpha),
        hint: "that is the slope in x; here x stays, and α moves",
      },
      { answer: (x, alpha) => (x >= 0 ? 0 : alpha * x), hint: "how fast does αx change with α?" },
      { answer: (x) => x, hint: "for x ≥ 0 there is no α in f(x)" },
      { answer: (x) => (x >= 0 ? 1 : x), hint: "for x ≥ 0 there is no α in f(x)" },
    ],
  }),

  alphaStep: judgeAlphaStep,

  keepSize: results<[alpha: number]>({
    name: "keepSize",
    oracle: (alpha) => leaky(alpha).gain,
    inputs: [[0], [0.01], [ALPHA], [0.5], [1]],
    mistakes: [
      { answer: () => Math.SQRT2, hint: "that is right for ReLU; which mean square has αs?" },
      {
        answer: (a) => 2 / (1 + a * a),
        hint: "the mean square is multiplied by the factor squared",
      },
      {
        answer: (a) => Math.sqrt((1 + a * a) / 2),
        hint: "that is what f does to the size; undo it",
      },
      { answer: (a) => (1 + a * a) / 2, hint: "that is what f does to the mean square; undo it" },
    ],
  }),

  weightGradient: results<[w: number, b: number, x: number, y: number]>({
    name: "weightGradient",
    oracle: (w, b, x, y) => slopeOf((w) => unitLoss(w, b, x, y), w, 1e-5),
    inputs: [
      [1, 0, 2, 1],
      [1, 0, 2, 0],
      [-1, 0.5, 2, 1],
      [0.3, -2, -1, 0],
    ],
    tolerance: 1e-6, // of the measured slope: h² / 6 and 1e-16 / h
    mistakes: [
      { answer: (w, b, x, y) => (sure(w, b, x) - y) * x, hint: "you forgot f′(wx + b)" },
      {
        answer: (w, b, x, y) => (sure(w, b, x) - y) * derivativeLeakyRelu(w * x + b),
        hint: "you forgot the last link: wx + b changes with w as fast as x is large",
      },
      {
        answer: (w, b, x) => sure(w, b, x) * derivativeLeakyRelu(w * x + b) * x,
        hint: "you forgot −y: the loss has a second term",
      },
    ],
  }),

  rescue: judgeRescue,

  invent: judgeInvention,

  maxOrMin: results<[x: number, alpha: number]>({
    name: "maxOrMin",
    oracle: (x, alpha) => withAlpha(alpha).leakyRelu(x),
    inputs: [
      [3, 0.1],
      [-2, 0.1],
      [-4, 0],
      [3, 2],
      [-2, 2],
      [5, 1],
      [-5, 1],
    ],
    mistakes: [
      {
        answer: (x, alpha) => Math.max(alpha * x, x),
        hint: "for α = 2 the larger one is the wrong one; what about the smaller?",
      },
      {
        answer: (x, alpha) => Math.min(alpha * x, x),
        hint: "that is right for α ≥ 1 only",
      },
    ],
  }),

  collapse: results<[w1: number, b1: number, w2: number, b2: number]>({
    name: "collapse",
    oracle: (...layers) => [chain(...layers)(1) - chain(...layers)(0), chain(...layers)(0)],
    inputs: [
      [2, 0, 3, 0],
      [2, 1, 3, 0],
      [2, 1, 3, 5],
      [-1, 4, 0.5, -2],
    ],
    mistakes: [
      {
        answer: (w1, b1, w2, b2) => [w1 * w2, b1 + b2],
        hint: "b₁ goes through the second layer: it is multiplied by w₂",
      },
      { answer: (w1, _b1, w2, b2) => [w1 * w2, b2], hint: "b₁ is missing" },
      { answer: (w1, b1, w2, b2) => [w1 + w2, w2 * b1 + b2], hint: "x is multiplied twice" },
      { answer: (w1, b1, w2, b2) => [w2 * b1 + b2, w1 * w2], hint: "w first, then b" },
    ],
  }),
} satisfies { [name: string]: Judge };

/** The numbers of a network between these sizes: weights, and `biases` for each unit. */
function countOf(sizes: readonly number[], biases: number): number {
  return sizes.slice(1).reduce((sum, units, i) => sum + units * ((sizes[i] ?? 0) + biases), 0);
}

function columnsOf(rows: readonly number[][]): number[][] {
  return (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? Number.NaN));
}
