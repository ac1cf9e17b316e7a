import assert from "node:assert/strict";
import { test } from "node:test";
import { leaky, tanh } from "../network/activation";
import { activationSlider } from "./activation-slider";

const options = {
  title: "A family",
  parameter: "a",
  values: [0, 0.5, 2],
  activation: (value: number) => ({
    ...tanh,
    f: (x: number) => value * x * x,
    df: (x: number) => 2 * value * x,
  }),
};

test("activationSlider(options) has a stop for each value, with f and f′ of that value", () => {
  const { data, layout } = activationSlider(options);
  const { sliders, annotations } = layout;
  const steps: {
    label: string;
    args: [{ y: Float32Array[] }, { [key: string]: string }];
  }[] = sliders[0].steps;
  assert.deepEqual(
    steps.map(({ label }) => label),
    ["0", "0.5", "2"],
  );
  const [{ x }] = data as [{ x: Float64Array }];
  for (const [i, value] of options.values.entries()) {
    const [f, df] = steps[i]?.args[0].y ?? [];
    assert.deepEqual(
      Array.from(f ?? []),
      Array.from(x, (at) => Math.fround(value * at * at)),
    );
    assert.deepEqual(
      Array.from(df ?? []),
      Array.from(x, (at) => Math.fround(2 * value * at)),
    );
    assert.equal(steps[i]?.args[1]["annotations[0].text"], `<b>a = ${value}</b>`);
  }
  assert.equal(annotations[0].text, "<b>a = 0</b>");
  assert.deepEqual(
    data.map(({ y }) => y),
    steps[0]?.args[0].y,
  );
});

test("activationSlider(options) draws no line where f′ jumps", () => {
  const { data } = activationSlider({ ...options, values: [0.1], activation: leaky });
  const [, slope] = data as [unknown, { x: Float64Array; y: Float32Array }];
  const gaps = Array.from(slope.x).filter((_, i) => Number.isNaN(slope.y[i]));
  assert.deepEqual(gaps, [0.125]);
});

test("activationSlider(options) keeps its axes for all values", () => {
  const { yaxis, yaxis2 } = activationSlider(options).layout;
  assert.ok(yaxis.range[0] < 0 && yaxis.range[1] > 32);
  assert.ok(yaxis2.range[0] < -16 && yaxis2.range[1] > 16);
});

test("activationSlider(options) says in words what it shows", () => {
  assert.equal(
    activationSlider(options).summary,
    "A family: f above and its derivative f′ below, both against x from −4 to 4, with a slider for a. " +
      "At x = −4, f is 0 for a = 0, 8 for a = 0.5, 32 for a = 2.",
  );
});

test("activationSlider(options) throws when there are no values", () => {
  const message = "activationSlider: values is empty";
  assert.throws(() => activationSlider({ ...options, values: [] }), {
    name: "RangeError",
    message,
  });
});
