import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import reference from "../reference/pytorch.json";
import { type Activation, leaky, sigmoid, tanh } from "./activation";
import { type Dataset, twoSpirals } from "./datasets";
import type { Matrix } from "./matrix";
import {
  accuracy,
  backpropagate,
  network,
  predict,
  train,
  trainer,
  withActivation,
} from "./network";

const ACTIVATIONS = { relu: leaky(0), leakyRelu: leaky(reference.alpha), sigmoid, tanh };
const data: Dataset = {
  inputs: Float64Array.from(reference.inputs),
  labels: Float64Array.from(reference.labels),
};

/** Each number is PyTorch's up to 1e-10 of itself: the sums run in another order. */
function assertClose(actual: ArrayLike<number>, expected: number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    const difference = Math.abs((actual[i] as number) - value);
    assert.ok(
      difference <= 1e-10 * Math.abs(value),
      `element ${i}: ${actual[i]}, but PyTorch ${value}`,
    );
  });
}

/** The network of the reference, with its initial parameters. */
function initial(activation: Activation) {
  const net = network({ widths: reference.widths.slice(0, -1), activation, seed: 1 });
  net.parameters.set(reference.initial);
  return net;
}

for (const [name, activation] of Object.entries(ACTIVATIONS)) {
  const run = reference.runs[name as keyof typeof ACTIVATIONS];

  describe(`PyTorch ${reference["made with"].torch} and network with ${name} agree`, () => {
    test("on logits, loss and every gradient", () => {
      const net = initial(activation);
      assertClose(predict(net, data.inputs), run.logits);
      const { step, pass } = trainer(net, data, { optimizer: "sgd", rate: 1e-9 });
      assertClose([step()], [run.loss]);
      assertClose(pass.gradient, run.gradient);
    });

    for (const optimizer of ["sgd", "momentum", "adam"] as const) {
      test(`on all parameters after 1, 10 and 100 steps of ${optimizer}`, () => {
        const net = initial(activation);
        const { step } = trainer(net, data, { optimizer, rate: reference.rates[optimizer] });
        for (let epoch = 1; epoch <= 100; epoch++) {
          step();
          const after = (run.after[optimizer] as { [epoch: string]: number[] })[epoch];
          if (after) assertClose(net.parameters, after);
        }
      });
    }
  });
}

test("trainer(net, data).step() finds the gradient that difference quotients find, for any widths", () => {
  const width = fc.integer({ min: 1, max: 6 });
  const smooth = fc.constantFrom(tanh, sigmoid, leaky(1));
  fc.assert(
    fc.property(
      fc.array(width, { maxLength: 3 }),
      smooth,
      fc.nat(999),
      (hidden, activation, seed) => {
        const net = network({ widths: [2, ...hidden], activation, seed });
        const { step, pass } = trainer(net, data, { rate: 1e-12 });
        step();
        const gradient = pass.gradient.slice();
        const h = 1e-5;
        net.parameters.forEach((value, i) => {
          const loss = (parameter: number) => {
            net.parameters[i] = parameter;
            const logits = predict(net, data.inputs);
            const losses = logits.map((z, k) => Math.log(1 + Math.exp(data.labels[k] ? -z : z)));
            return losses.reduce((sum, loss) => sum + loss) / losses.length;
          };
          const quotient = (loss(value + h) - loss(value - h)) / (2 * h);
          net.parameters[i] = value;
          assert.ok(
            Math.abs(quotient - (gradient[i] as number)) < 1e-6,
            `${quotient} ${gradient[i]}`,
          );
        });
      },
    ),
    { numRuns: 30 },
  );
});

test("network(options) spreads its weights by gain² / inputs, within its bounds, and biases at 0", () => {
  const { layers, parameters } = network({ widths: [100, 400], activation: leaky(0), seed: 3 });
  assert.equal(parameters.length, 100 * 400 + 400 + 400 + 1);
  const { weights, biases } = layers[0] as (typeof layers)[0];
  assert.ok(biases.every((bias) => bias === 0));
  const limit = Math.sqrt((2 * 3) / 100);
  assert.ok(weights.values.every((weight) => Math.abs(weight) <= limit));
  const variance = weights.values.reduce((sum, weight) => sum + weight ** 2, 0) / 40_000;
  assert.ok(Math.abs(variance / (2 / 100) - 1) < 0.03, `${variance}`); // 40,000 draws: ± 0.5 %
});

test("network(options) with the same seed differs between activations by their gain only", () => {
  const [a, b] = [leaky(0), sigmoid].map((activation) =>
    network({ widths: [2, 8], activation, seed: 5 }),
  );
  const c = network({ widths: [2, 8], activation: leaky(0), seed: 5, gain: 4 });
  assert.notDeepEqual(a?.parameters, b?.parameters);
  assert.deepEqual(c.parameters, b?.parameters);
});

test("train(net, data, options) gives the same losses each time, and they fall", () => {
  const spirals = twoSpirals({ samples: 100, turns: 1, noise: 0.02, seed: 1 });
  const run = () => {
    const net = network({ widths: [2, 8, 8], activation: leaky(0.1), seed: 1 });
    const losses = train(net, spirals, { epochs: 600, rate: 0.02 });
    return { losses, accuracy: accuracy(net, spirals) };
  };
  const first = run();
  assert.deepEqual(run(), first);
  assert.equal(first.losses.length, 600);
  assert.ok((first.losses[599] as number) < 0.1 * (first.losses[0] as number));
  assert.ok(first.accuracy > 0.95);
});

test("train(net, data, options) shows watch each epoch and what the network computed in it", () => {
  const net = network({ widths: [2, 3], activation: tanh, seed: 1 });
  const before = Array.from(predict(net, data.inputs));
  const seen: number[][] = [];
  const shape = ({ rows, columns }: Matrix) => `${rows} × ${columns}`;
  train(net, data, {
    epochs: 2,
    rate: 0.1,
    watch: (epoch, { inputs, sums, deltas }) => {
      seen.push([epoch, ...(sums.at(-1)?.values ?? [])]);
      const shapes = [inputs, sums, deltas].map((matrices) => matrices.map(shape).join());
      assert.deepEqual(shapes, ["9 × 2,9 × 3", "9 × 3,9 × 1", "9 × 3,9 × 1"]);
    },
  });
  assert.deepEqual(seen[0], [1, ...before]);
  assert.deepEqual(
    seen.map(([epoch]) => epoch),
    [1, 2],
  );
});

test("train(net, data, options) stays finite where logits are huge", () => {
  const net = network({ widths: [2], activation: tanh, seed: 1, gain: 1e5 });
  const loss = train(net, data, { epochs: 1, rate: 0.1 })[0] as number;
  assert.ok(loss > 100 && loss < Infinity);
  assert.ok(net.parameters.every(Number.isFinite));
});

test("network, train and trainer throw one line that names the value they cannot use", () => {
  const net = network({ widths: [2, 3], activation: tanh, seed: 1 });
  const thrown: [() => unknown, RegExp][] = [
    [() => network({ widths: [2, -8], activation: tanh, seed: 1 }), /widths \[2,-8\]/],
    [() => network({ widths: [2, 2.5], activation: tanh, seed: 1 }), /widths \[2,2\.5\]/],
    [() => network({ widths: [], activation: tanh, seed: 1 }), /widths \[\]/],
    [() => network({ widths: [2], activation: tanh, seed: 1, gain: Number.NaN }), /gain NaN/],
    [() => network({ widths: [2], activation: tanh, seed: 1, gain: 0 }), /gain 0/],
    [() => network({ widths: [2], activation: tanh, seed: 1, gain: Infinity }), /gain Infinity/],
    [() => network({ widths: [0, 2], activation: tanh, seed: 1 }), /widths \[0,2\]/],
    [() => network({ widths: [2, 1025], activation: tanh, seed: 1 }), /widths \[2,1025\]/],
    [() => train(net, data, { epochs: 100_001, rate: 0.1 }), /100001 epochs/],
    [() => train(net, data, { epochs: 1.5, rate: 0.1 }), /1\.5 epochs/],
    [() => train(net, data, { epochs: 0, rate: 0.1 }), /0 epochs/],
    [() => train(net, data, { epochs: 10, rate: Number.NaN }), /rate NaN/],
    [
      () => trainer(net, { ...data, labels: new Float64Array(3) }, { rate: 1 }),
      /3 labels .* 9 samples/,
    ],
    [() => predict(net, new Float64Array(3)), /3 numbers .* 2 inputs/],
    [() => predict(net, new Float64Array(0)), /0 numbers/],
  ];
  for (const [call, message] of thrown) {
    assert.throws(call, (error: Error) => {
      assert.equal(error.name, "RangeError");
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  }
});

test("network and train take the largest numbers that they allow", () => {
  const net = network({ widths: [2, 1024], activation: tanh, seed: 1 });
  assert.equal(net.parameters.length, 1024 * (2 + 1) + (1024 + 1));
  const watch = () => {
    throw new Error("the first epoch is over");
  };
  assert.throws(() => train(net, data, { epochs: 100_000, rate: 0.1, watch }), /first epoch/);
});

test("accuracy(net, data) counts the logit 0 as class 0", () => {
  const net = network({ widths: [2], activation: tanh, seed: 1 });
  net.parameters.fill(0);
  assert.equal(accuracy(net, { ...data, labels: data.labels.map((_, i) => Number(i < 3)) }), 6 / 9);
});

test("trainer(net, data).step() allocates no arrays", () => {
  const net = network({ widths: [2, 8, 8], activation: leaky(0.1), seed: 1 });
  const { step } = trainer(net, data, { rate: 0.01 });
  step();
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 20; i++) {
    step();
    assert.ok(process.memoryUsage().arrayBuffers <= before);
  }
});

test("backpropagate(net, data) sees what a step sees, and trains nothing", () => {
  const net = network({ widths: [2, 8, 8], activation: leaky(0.1), seed: 1 });
  const before = net.parameters.slice();
  const seen = backpropagate(net, data);
  assert.deepEqual(net.parameters, before);
  const { step, pass } = trainer(net, data, { rate: 0.01 });
  step();
  assert.deepEqual(seen, pass);
  const wrong = { ...data, labels: new Float64Array(3) };
  assert.throws(() => backpropagate(net, wrong), { name: "RangeError", message: /3 labels/ });
});

test("withActivation(net, activation) has the same weights, and its own from then on", () => {
  const net = network({ widths: [2, 8, 8], activation: leaky(0), seed: 1 });
  const other = withActivation(net, leaky(0.1));
  assert.deepEqual(other.parameters, net.parameters);
  assert.deepEqual(other.layers, net.layers);
  assert.equal(other.activation.df(-1), 0.1);
  assert.notDeepEqual(predict(other, data.inputs), predict(net, data.inputs));
  const before = net.parameters.slice();
  train(other, data, { epochs: 1, rate: 0.1 });
  assert.deepEqual(net.parameters, before);
  assert.notDeepEqual(other.parameters, before);
  assert.deepEqual(other.layers[0]?.weights.values, other.parameters.subarray(0, 16));
});

test("withActivation(net, leaky(0.1)) rescues networks that are born dead as ReLU", () => {
  const spirals = twoSpirals({ samples: 100, turns: 0.75, noise: 0.05, seed: 1 });
  for (const seed of [5, 8, 13]) {
    const net = network({ widths: [2, ...new Array(8).fill(4)], activation: leaky(0), seed });
    train(net, spirals, { epochs: 100, rate: 0.02 });
    assert.equal(accuracy(net, spirals), 0.5);
    const rescued = withActivation(net, leaky(0.1));
    train(rescued, spirals, { epochs: 500, rate: 0.02 });
    assert.ok(accuracy(rescued, spirals) > 0.9);
  }
});

test("train(net, data, options) ends at the recorded loss, the same on every engine", () => {
  const spirals = twoSpirals({ samples: 100, turns: 1, noise: 0.03, seed: 1 });
  const losses = Object.values(ACTIVATIONS).map((activation) => {
    const net = network({ widths: [2, 8, 8, 8], activation, seed: 1 });
    return train(net, spirals, { epochs: 300, rate: 0.1 })[299];
  });
  assert.deepEqual(
    losses,
    [0.0011425114970192662, 0.00018350998986222606, 0.0036577233382987973, 0.00005313299867192105],
  );
});
