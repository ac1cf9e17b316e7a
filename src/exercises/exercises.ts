import { ALPHA, derivativeLeakyRelu, leakyRelu, withAlpha } from "../leaky-relu";
import { type Activation, checkDerivative, leaky, sigmoid, tanh } from "../network/activation";
import { twoSpirals } from "../network/datasets";
import { frozen } from "../network/frozen";
import { multiply } from "../network/matrix";
import { accuracy, backpropagate, type Network, network, train, trainer } from "../network/network";
import { check, type Mistake } from "./check";
import { whatHappened, withTimeLimit } from "./time-limit";

/** Judges an answer: what it returns begins with "right: " or with "not yet: ". */
type Judge = (answer: unknown) => string;

/** A judge of functions: their results for some inputs have to be those of an oracle. */
function results<Arguments extends unknown[]>(options: {
  name: string;
  oracle: (...input: Arguments) => number | number[];
  inputs: readonly Arguments[];
  tolerance?: number;
  mistakes: readonly Mistake<Arguments>[];
}): Judge {
  const { name, oracle, inputs, tolerance, mistakes } = options;
  return (answer) =>
    typeof answer === "function"
      ? check(answer as (...input: Arguments) => unknown, oracle, inputs, tolerance, mistakes)
      : `not yet: the answer to ${name} is a function, and this is ${describe(answer)}`;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The slope of a function of one number, measured. */
function slopeOf(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

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

/** Σ uᵢ f(zᵢ), whose derivative with respect to α is what PReLU goes down along. */
const weighted = (alpha: number, z: readonly number[], upstream: readonly number[]) =>
  z.reduce((sum, value, i) => sum + (upstream[i] ?? 0) * withAlpha(alpha).leakyRelu(value), 0);

const alphaSlope = (alpha: number, z: readonly number[], upstream: readonly number[]) =>
  slopeOf((a) => weighted(a, z, upstream), alpha, 0.5);

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

  alphaStep: (answer: unknown) => {
    const reply = alphaStep(answer);
    if (!reply.startsWith("right")) return reply;
    const { alpha, before, after } = learnSlope(answer as AlphaStep);
    return `${reply}\nWith it, a network takes its slope from ${before} to ${alpha.toFixed(3)}, and gets ${Math.round(100 * after)} % of two spirals right.`;
  },

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

type AlphaStep = (alpha: number, z: number[], upstream: number[], rate: number) => number;

/** Judges one step of PReLU: α − rate · Σ uᵢ ∂f(zᵢ)/∂α. */
const alphaStep = results<Parameters<AlphaStep>>({
  name: "alphaStep",
  oracle: (alpha, z, upstream, rate) => alpha - rate * alphaSlope(alpha, z, upstream),
  inputs: [
    [0.25, [-2], [1], 0.1],
    [0.25, [-2, -1], [1, -3], 0.1],
    [0.25, [3, -1, 0.5], [1, 2, 4], 0.01],
    [0.1, [4, 2], [1, 1], 0.5],
  ],
  mistakes: [
    {
      answer: (alpha, z, upstream, rate) => alpha + rate * alphaSlope(alpha, z, upstream),
      hint: "that goes uphill; a step goes against the gradient",
    },
    {
      answer: (alpha, z, upstream) => alpha - alphaSlope(alpha, z, upstream),
      hint: "you forgot the rate",
    },
    {
      answer: (alpha, z, upstream, rate) => rate * alphaSlope(alpha, z, upstream),
      hint: "that is the step; where does it start from?",
    },
    {
      answer: (alpha, z, upstream) => alphaSlope(alpha, z, upstream),
      hint: "that is the gradient; a step is α − rate · gradient",
    },
    {
      answer: (alpha, z, upstream, rate) =>
        alpha - rate * z.reduce((sum, value, i) => sum + (upstream[i] ?? 0) * value, 0),
      hint: "for z ≥ 0 there is no α in f(z)",
    },
    {
      answer: (alpha, z, _upstream, rate) =>
        alpha - rate * z.reduce((sum, value) => sum + Math.min(value, 0), 0),
      hint: "you forgot upstream, the factor of each number",
    },
    {
      answer: (alpha, z, upstream, rate) =>
        alpha - (rate * alphaSlope(alpha, z, upstream)) / z.length,
      hint: "that is the mean; the loss adds up",
    },
  ],
});

/** Trains a network on two spirals whose slope a reader's step moves, from 0.25 as He et al. did. */
function learnSlope(step: AlphaStep): { alpha: number; before: number; after: number } {
  const data = twoSpirals({ samples: 100, turns: 1, noise: 0.03, seed: 1 });
  const before = 0.25;
  let alpha = before;
  const net = network({ widths: [2, 8, 8], activation: leaky(alpha), seed: 1 });
  const descent = trainer(net, data, { rate: 0.02 });
  for (let epoch = 0; epoch < 200; epoch++) {
    const { sums, inputs, deltas } = backpropagate(net, data);
    for (let l = 0; l + 1 < net.layers.length; l++) {
      // ∂loss/∂f(z) of this layer comes back from the next one.
      const [next, below] = [net.layers[l + 1], deltas[l + 1]];
      const out = inputs[l + 1];
      if (!next || !below || !out) break;
      multiply(below, next.weights, out);
      alpha = step(alpha, Array.from(sums[l]?.values ?? []), Array.from(out.values), 0.01);
    }
    descent.step();
    net.activation = leaky(alpha);
  }
  return { alpha, before, after: accuracy(net, data) };
}

/** Networks of eight narrow ReLU layers that are born dead: they answer the same to each input. */
const BORN_DEAD = [5, 8, 13];

const EASY = { samples: 100, turns: 0.75, noise: 0.05, seed: 1 };

function judgeRescue(answer: unknown): string {
  if (typeof answer !== "function") {
    return `not yet: the answer to rescue is a function, and this is ${describe(answer)}`;
  }
  const data = twoSpirals(EASY);
  const shares: number[] = [];
  for (const seed of BORN_DEAD) {
    const widths = [2, ...new Array(8).fill(4)];
    const dead = network({ widths, activation: leaky(0), seed });
    const weights = dead.parameters.slice();
    let net: unknown;
    try {
      net = withTimeLimit(() => answer(dead));
    } catch (error) {
      return `not yet: ${answer.name} ${whatHappened(error)}`;
    }
    if (!isNetwork(net)) {
      const hint = net === undefined ? "\nHint: it returns nothing; is a return missing?" : "";
      return `not yet: ${answer.name} gives ${describe(net)}, expected a network${hint}`;
    }
    if (
      net.parameters.length !== weights.length ||
      net.parameters.some((value, i) => value !== weights[i])
    ) {
      return `not yet: ${answer.name} gives a network with other weights\nHint: withActivation keeps them`;
    }
    const share = frozen(net, data);
    if (share === 1) {
      return `not yet: no unit of the network gets a gradient, as before\nHint: which activation has a slope below 0, too?`;
    }
    train(net, data, { epochs: 500, rate: 0.02 });
    shares.push(accuracy(net, data));
  }
  const least = Math.min(...shares);
  return least > 0.9
    ? `right: ${shares.length} networks that were dead learn, and get at least ${Math.round(100 * least)} % of two spirals right`
    : `not yet: after 500 epochs one of the networks gets only ${Math.round(100 * least)} % right`;
}

function isNetwork(value: unknown): value is Network {
  return typeof value === "object" && value !== null && "parameters" in value && "layers" in value;
}

function judgeInvention(answer: unknown): string {
  if (!isActivation(answer)) {
    return "not yet: the answer to invent is what activation({ name, f, df }) gives";
  }
  const { name, f } = answer;
  let slopes: string;
  try {
    slopes = withTimeLimit(() => checkDerivative(answer));
  } catch (error) {
    return `not yet: ${name} ${whatHappened(error)}`;
  }
  if (!slopes.startsWith("right")) return slopes;
  const points = [-3, -2, -1, 0, 1, 2, 3];
  const same = (other: (z: number) => number) =>
    points.every((z) => Math.abs(f(z) - other(z)) < 1e-6);
  if (same((z) => f(0) + z * (f(1) - f(0)))) {
    return `not yet: ${name} is a straight line\nHint: a network of straight lines is one; let it bend`;
  }
  if (same(withAlpha(-f(-1)).leakyRelu)) {
    return `not yet: ${name} is Leaky ReLU, with the slope ${-f(-1)}\nHint: bend it in another way`;
  }
  for (const known of [tanh, sigmoid]) {
    if (same(known.f)) {
      return `not yet: ${name} is ${known.name}, which is known\nHint: stretch it, bend it, add to it`;
    }
  }
  const [own, leakys] = [answer, leaky(ALPHA)].map((activation) =>
    Math.round(100 * learned(activation)),
  );
  const compared = `${name} gets ${own} % of two spirals right, Leaky ReLU ${leakys} %`;
  return (own ?? 0) >= 90
    ? `right: ${compared} (medians of 3 networks)`
    : `not yet: ${compared}; 90 % is the goal\nHint: where is its slope 0, or very large?`;
}

function isActivation(value: unknown): value is Activation {
  return typeof value === "object" && value !== null && "f" in value && "df" in value;
}

/** The share of two spirals that networks with this activation get right, the median of three. */
function learned(activation: Activation): number {
  const data = twoSpirals(EASY);
  const shares = [1, 2, 3].map((seed) => {
    const net = network({ widths: [2, 8, 8], activation, seed });
    train(net, data, { epochs: 300, rate: 0.03 });
    return accuracy(net, data);
  });
  return shares.sort((a, b) => a - b)[1] ?? 0;
}
