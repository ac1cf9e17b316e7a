import { withAlpha } from "../leaky-relu";
import { leaky } from "../network/activation";
import { twoSpirals } from "../network/datasets";
import { multiply } from "../network/matrix";
import { accuracy, backpropagate, network, trainer } from "../network/network";
import { results, slopeOf } from "./judge";

/** Σ uᵢ f(zᵢ), whose derivative with respect to α is what PReLU goes down along. */
const weighted = (alpha: number, z: readonly number[], upstream: readonly number[]) =>
  z.reduce((sum, value, i) => sum + (upstream[i] ?? 0) * withAlpha(alpha).leakyRelu(value), 0);

const alphaSlope = (alpha: number, z: readonly number[], upstream: readonly number[]) =>
  slopeOf((a) => weighted(a, z, upstream), alpha, 0.5);

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

/** Judges one step of PReLU and, if it is right, says what a network learns with it. */
export function judgeAlphaStep(answer: unknown): string {
  const reply = alphaStep(answer);
  if (!reply.startsWith("right")) return reply;
  const { alpha, before, after } = learnSlope(answer as AlphaStep);
  const right = Math.round(100 * after);
  return `${reply}\nWith it, a network takes its slope from ${before} to ${alpha.toFixed(3)}, and gets ${right} % of two spirals right.`;
}
