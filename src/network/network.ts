// biome-ignore-all lint/style/noNonNullAssertion: `!` says that the index lies inside the array
import { type Activation, applyBackward, applyForward } from "./activation";
import type { Dataset } from "./datasets";
import { exp, log1p } from "./elementary";
import { type Matrix, matrix, multiply } from "./matrix";
import { type OptimizerName, optimizer } from "./optimizer";
import { random } from "./random";

/** One layer of units: z = x · Wᵀ + b for a batch x of n rows. */
export interface Layer {
  /** W, outputs × inputs: row j holds the weights of unit j */
  weights: Matrix;
  /** b, one for each output */
  biases: Float64Array;
}

/** A multilayer perceptron for two classes. */
export interface Network {
  layers: Layer[];
  /** What follows each layer but the last, whose one output is the logit */
  activation: Activation;
  /** All weights and biases, layer by layer; the layers are views of it */
  parameters: Float64Array;
}

/**
 * A network with random weights and with biases of 0.
 *
 * The weights of a layer are uniform with mean 0 and variance gain² / inputs. For the same seed
 * they differ between activations by that factor only.
 *
 * @param options.widths - the number of units, from the inputs to the last hidden layer
 * @param options.gain - in place of the activation's own gain
 * @throws RangeError when a width is not an integer from 1 to 1,024, or a gain not above 0
 * @example
 * network({ widths: [2, 8, 8], activation: leaky(0.01), seed: 1 }).parameters.length; // 105
 */
export function network(options: {
  widths: readonly number[];
  activation: Activation;
  seed: number;
  gain?: number;
}): Network {
  const { widths, activation, seed, gain = activation.gain } = options;
  if (widths.length === 0 || widths.some((w) => !Number.isInteger(w) || w < 1 || w > 1024)) {
    throw new RangeError(`network: widths [${widths}] must be integers from 1 to 1024`);
  }
  if (!(gain > 0 && gain < Infinity)) {
    throw new RangeError(`network: gain ${gain} must be above 0 and finite`);
  }
  const sizes = [...widths, 1];
  const count = sizes.slice(1).reduce((sum, size, i) => sum + size * (sizes[i]! + 1), 0);
  const parameters = new Float64Array(count);
  const layers = views(parameters, sizes);
  const next = random(seed);
  for (const { weights } of layers) {
    const limit = gain * Math.sqrt(3 / weights.columns);
    weights.values.forEach((_, i, values) => {
      values[i] = limit * (2 * next() - 1);
    });
  }
  return { layers, activation, parameters };
}

/** The number of inputs, and that of each layer's outputs. */
function sizesOf({ layers }: Network): number[] {
  return [layers[0]!.weights.columns, ...layers.map(({ weights }) => weights.rows)];
}

/** Cuts one stretch of numbers into the weights and biases of layers between these sizes. */
function views(values: Float64Array, sizes: readonly number[]): Layer[] {
  let end = 0;
  const cut = (length: number) => {
    end += length;
    return values.subarray(end - length, end);
  };
  return sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i]!;
    return { weights: matrix(outputs, inputs, cut(outputs * inputs)), biases: cut(outputs) };
  });
}

/** A batch on its way through a network: all buffers, made once and filled on each pass. */
export interface Pass {
  /** What enters each layer, n × inputs: the batch, then the activations f(z) */
  inputs: Matrix[];
  /** What each layer computes, n × outputs: z, and in the last place the logits */
  sums: Matrix[];
  /** ∂loss/∂z of each layer, n × outputs */
  deltas: Matrix[];
  /** ∂loss/∂parameters, in the order of the network's parameters */
  gradient: Float64Array;
  /** Views of the gradient, layer by layer */
  gradients: Layer[];
}

/** The buffers for a batch of n rows. */
function pass(net: Network, batch: Float64Array): Pass {
  const sizes = sizesOf(net);
  const n = batch.length / sizes[0]!;
  if (!Number.isInteger(n) || n === 0) {
    throw new RangeError(`a batch of ${batch.length} numbers has no rows of ${sizes[0]} inputs`);
  }
  const gradient = new Float64Array(net.parameters.length);
  return {
    inputs: sizes.slice(0, -1).map((size, i) => matrix(n, size, i === 0 ? batch : undefined)),
    sums: sizes.slice(1).map((size) => matrix(n, size)),
    deltas: sizes.slice(1).map((size) => matrix(n, size)),
    gradient,
    gradients: views(gradient, sizes),
  };
}

/** The buffers for samples with labels. */
function passOf(net: Network, { inputs, labels }: Dataset): Pass {
  const buffers = pass(net, inputs);
  const { rows } = buffers.inputs[0]!;
  if (labels.length !== rows) {
    throw new RangeError(`${labels.length} labels do not fit ${rows} samples`);
  }
  return buffers;
}

/** Fills `inputs` and `sums`, from the first layer to the last. */
function forward({ layers, activation }: Network, { inputs, sums }: Pass): void {
  for (let l = 0; l < layers.length; l++) {
    const { weights, biases } = layers[l]!;
    multiply(inputs[l]!, weights.T, sums[l]!);
    const z = sums[l]!.values;
    for (let i = 0; i < z.length; ) for (let j = 0; j < biases.length; ) z[i++]! += biases[j++]!;
    if (l + 1 < layers.length) applyForward(activation, z, inputs[l + 1]!.values);
  }
}

/** Fills `deltas` and `gradient`, from the last layer to the first, by the chain rule. */
function backward(
  { layers, activation }: Network,
  { inputs, sums, deltas, gradients }: Pass,
): void {
  for (let l = layers.length - 1; l >= 0; l--) {
    const { weights, biases } = gradients[l]!;
    const d = deltas[l]!.values;
    multiply(deltas[l]!.T, inputs[l]!, weights);
    biases.fill(0);
    for (let i = 0; i < d.length; ) for (let j = 0; j < biases.length; ) biases[j++]! += d[i++]!;
    if (l === 0) continue;
    multiply(deltas[l]!, layers[l]!.weights, deltas[l - 1]!);
    applyBackward(activation, sums[l - 1]!.values, inputs[l]!.values, deltas[l - 1]!.values);
  }
}

/**
 * The mean cross-entropy of logits z against labels y, −y·ln p − (1 − y)·ln(1 − p) with
 * p = 1/(1 + e⁻ᶻ), written so that no large |z| overflows. Its derivative, (p − y)/n, goes into
 * `delta`.
 */
function crossEntropy(logits: Float64Array, labels: Float64Array, delta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const z = logits[i]!;
    const e = exp(-Math.abs(z));
    sum += Math.max(z, 0) - z * labels[i]! + log1p(e);
    delta[i] = ((z < 0 ? e : 1) / (1 + e) - labels[i]!) / logits.length;
  }
  return sum / logits.length;
}

/** Fills a pass, from the inputs to the loss and back to the gradient. Returns the loss. */
function forwardAndBack(net: Network, buffers: Pass, labels: Float64Array): number {
  forward(net, buffers);
  const loss = crossEntropy(buffers.sums.at(-1)!.values, labels, buffers.deltas.at(-1)!.values);
  backward(net, buffers);
  return loss;
}

/**
 * What a network computes for a batch, on the way forward and on the way back: all sums, and the
 * derivative of the loss with respect to each of them and to each parameter. Nothing is trained.
 *
 * @throws RangeError when the data do not fit the network
 */
export function backpropagate(net: Network, data: Dataset): Pass {
  const buffers = passOf(net, data);
  forwardAndBack(net, buffers, data.labels);
  return buffers;
}

/** A network in training on one batch. */
export interface Trainer {
  /** One step downhill with the whole batch. Returns the loss before it. */
  step(): number;
  /** What the last step saw on its way through the network */
  pass: Pass;
}

/**
 * Prepares the training of a network: each `step()` then goes forward, backward and downhill,
 * without allocating memory. The network's parameters change in place.
 *
 * @param data - n samples, all of which take part in each step
 * @param options.optimizer - "adam" unless given
 * @param options.rate - the learning rate
 * @throws RangeError when the data do not fit the network, and for an unusable rate
 * @example
 * const { step } = trainer(net, data, { rate: 0.01 });
 * for (let epoch = 1; epoch <= 100; epoch++) console.log(epoch, step());
 */
export function trainer(
  net: Network,
  data: Dataset,
  options: { rate: number; optimizer?: OptimizerName },
): Trainer {
  const { parameters } = net;
  const buffers = passOf(net, data);
  const descend = optimizer(options.optimizer ?? "adam", options.rate, parameters.length);
  const step = () => {
    const loss = forwardAndBack(net, buffers, data.labels);
    descend(parameters, buffers.gradient);
    return loss;
  };
  return { step, pass: buffers };
}

/**
 * Trains a network for a number of epochs. Its parameters change in place.
 *
 * @param options.epochs - how often the network sees the data, 1 to 100,000
 * @param options.watch - called after each epoch with its number, from 1 on, and what the network
 *   computed in it
 * @returns the loss before each epoch
 * @throws RangeError for another number of epochs, and what {@link trainer} throws
 */
export function train(
  net: Network,
  data: Dataset,
  options: {
    epochs: number;
    rate: number;
    optimizer?: OptimizerName;
    watch?: (epoch: number, pass: Pass) => void;
  },
): Float64Array {
  const { epochs, watch } = options;
  if (!Number.isInteger(epochs) || epochs < 1 || epochs > 100_000) {
    throw new RangeError(`train: ${epochs} epochs; it must be an integer from 1 to 100000`);
  }
  const { step, pass } = trainer(net, data, options);
  return new Float64Array(epochs).map((_, i) => {
    const loss = step();
    watch?.(i + 1, pass);
    return loss;
  });
}

/**
 * The logits of a trained network: above 0 it says class 1, and 1/(1 + e⁻ᶻ) is how sure it is.
 *
 * @param inputs - n rows, one after the other
 * @returns n logits
 */
export function predict(net: Network, inputs: Float64Array): Float64Array {
  const buffers = pass(net, inputs);
  forward(net, buffers);
  return buffers.sums.at(-1)!.values;
}

/** The share of samples whose class a network gets right, 0 to 1. */
export function accuracy(net: Network, data: Dataset): number {
  return shareRight(predict(net, data.inputs), data.labels);
}

/** The share of logits that lie on the side of their label: above 0 for class 1. */
export function shareRight(logits: Float64Array, labels: Float64Array): number {
  return logits.filter((z, i) => Number(z > 0) === labels[i]).length / labels.length;
}

/**
 * A second network with the same weights and another activation. What one of them learns later
 * does not change the other.
 *
 * @example
 * const dead = network({ widths: [2, 8], activation: leaky(0), seed: 1 });
 * withActivation(dead, leaky(0.1)).activation.name; // "Leaky ReLU"
 */
export function withActivation(net: Network, activation: Activation): Network {
  const parameters = net.parameters.slice();
  return { layers: views(parameters, sizesOf(net)), activation, parameters };
}
