import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Attributes } from "../figure/types";
import { ALPHA } from "../leaky-relu";
import { alphaSlider } from "./alpha-slider";

type Step = {
  label: string;
  method: string;
  args: [{ x: number[][]; y: number[][] }, { [key: string]: string }];
};

interface Layout {
  annotations: { text: string }[];
  sliders: [{ active: number; steps: Step[] }];
  template: { layout: { plot_bgcolor: string } };
  xaxis: { range: [number, number] };
  yaxis: { range: [number, number] };
  yaxis2: { range: [number, number] };
}

function layoutOf(alpha?: number): Layout {
  return alphaSlider(alpha).layout as Layout;
}

function slider(alpha?: number): { active: number; steps: Step[] } {
  const [only, ...more] = layoutOf(alpha).sliders;
  assert.deepEqual(more, []);
  return only;
}

const STOPS = [0, 0.01, 0.05, 0.1, ALPHA, 1 / 5.5, 0.3, 0.5, 0.75, 1];
const slope = fc.double({ min: -3, max: 3, noNaN: true });

describe("alphaSlider(alpha)", () => {
  test("stands at e⁻² unless told, and adds no stop for a slope that it has", () => {
    assert.equal(slider().active, STOPS.indexOf(ALPHA));
    for (const [i, alpha] of STOPS.entries()) {
      const { active, steps } = slider(alpha);
      assert.deepEqual([active, steps.length], [i, STOPS.length]);
    }
    assert.deepEqual(
      slider().steps.map(({ label }) => label),
      [
        ...["0<br>ReLU", "0.01<br>Maas", "0.05", "0.1", "e⁻²<br>here", "1/5.5<br>Xu", "0.3", "0.5"],
        ...["0.75", "1<br>line"],
      ],
    );
  });

  test("makes any other slope a stop of its own, in order, and stands there", () => {
    fc.assert(
      fc.property(slope, (alpha) => {
        fc.pre(!STOPS.includes(alpha) && alpha !== 0);
        const { active, steps } = slider(alpha);
        assert.equal(steps.length, STOPS.length + 1);
        assert.equal(active, STOPS.filter((stop) => stop < alpha).length);
        assert.match(steps[active]?.label ?? "", /^[^<]+<br>yours$/);
        assert.match(steps[active]?.args[1]["annotations[0].text"] ?? "", /, your α$/);
      }),
    );
    assert.equal(slider(-0.25).steps[0]?.label, "−0.25<br>yours");
  });

  test("draws f, the two pieces of f′, the end that is open and the one that counts", () => {
    fc.assert(
      fc.property(slope, (alpha) => {
        const { data } = alphaSlider(alpha);
        const curves = data.map(({ x, y }) => [x, y] as [number[], number[]]);
        const [[x, y] = [[], []], ...pieces] = curves;
        assert.deepEqual([x[0], x.includes(0), x.at(-1)], [-10, true, 10]);
        assert.deepEqual(
          y.map((value) => value + 0),
          x.map((value) => (value < 0 ? alpha * value : value) + 0),
        );
        const [left, right] = [
          [
            [-10, 0],
            [alpha, alpha],
          ],
          [
            [0, 10],
            [1, 1],
          ],
        ];
        assert.deepEqual(pieces, [left, right, [[0], [alpha]], [[0], [1]]]);
        const [, piece, , open, filled] = data.map(({ line, marker }) => (marker ?? line).color);
        assert.deepEqual([open, filled], [layoutOf(alpha).template.layout.plot_bgcolor, piece]);
      }),
    );
  });

  test("looks like this, but for the texts and the template", () => {
    const { data, layout } = alphaSlider(0.5);
    const { template, annotations, sliders, ...look } = layout;
    const [blue, red] = [{ color: "#636efa" }, { color: "#c0341d" }];
    const ring = { size: 10, line: { ...red, width: 2 } };
    const f = { type: "scatter", xaxis: "x", yaxis: "y", mode: "lines", line: blue };
    const piece = { ...f, yaxis: "y2", line: red };
    const hovertemplate = "f′(%{x}) = %{y:.4~g}<extra></extra>";
    assert.deepEqual(data, [
      {
        ...f,
        x: [-10, -5, -2, -1, 0, 1, 2, 5, 10],
        y: [-5, -2.5, -1, -0.5, 0, 1, 2, 5, 10],
        hovertemplate: "f(%{x}) = %{y:.4~g}<extra></extra>",
      },
      { ...piece, x: [-10, 0], y: [0.5, 0.5], hovertemplate },
      { ...piece, x: [0, 10], y: [1, 1], hovertemplate },
      {
        ...piece,
        x: [0],
        y: [0.5],
        mode: "markers",
        marker: { ...ring, color: "#E5ECF6" },
        hovertemplate: null,
        hoverinfo: "skip",
      },
      { ...piece, x: [0], y: [1], mode: "markers", marker: { ...ring, ...red }, hovertemplate },
    ]);
    assert.deepEqual(look, {
      height: 660,
      margin: { t: 64, b: 130 },
      showlegend: false,
      xaxis: { range: [-10.5, 10.5], anchor: "y2", title: { text: "x" } },
      yaxis: { domain: [0.47, 1], range: [-11.6, 11.6], title: { text: "f(x)" } },
      yaxis2: { domain: [0, 0.38], range: [-0.08, 1.08], title: { text: "f′(x)" } },
    });
    const { steps, ...rest } = sliders[0];
    assert.deepEqual(rest, {
      active: 7,
      pad: { t: 55 },
      currentvalue: { visible: false },
    });
    const note = { xref: "paper", yref: "paper", yanchor: "bottom", align: "left" };
    assert.deepEqual(
      annotations.map(({ text, ...place }: Attributes) => place),
      [
        { x: 0, y: 1, yshift: 28, xanchor: "left" },
        { x: 0, y: 1, yshift: 4, xanchor: "left" },
        { x: 0, y: 0.38, yshift: 4, xanchor: "left" },
        { x: 0.98, y: 0.47, yshift: 8, xanchor: "right" },
      ].map((place) => ({ ...note, ...place, showarrow: false, font: { size: 14 } })),
    );
  });

  test("moves at each stop to what it draws when it stands there first", () => {
    const { steps } = slider();
    for (const [i, alpha] of STOPS.entries()) {
      const { data } = alphaSlider(alpha);
      const [traces, texts] = steps[i]?.args ?? [];
      assert.equal(steps[i]?.method, "update");
      assert.deepEqual(traces, { x: data.map(({ x }) => x), y: data.map(({ y }) => y) });
      const shown = layoutOf(alpha).annotations.map(({ text }) => text);
      assert.deepEqual(Object.values(texts ?? {}), shown);
    }
  });

  test("writes the formulas and the values of its slope", () => {
    const texts = (alpha: number) => layoutOf(alpha).annotations.map(({ text }) => text);
    assert.deepEqual(texts(0.01), [
      "<b>α = 0.01</b>, Maas et al. 2013",
      "f(x) = x for x ≥ 0, 0.01 x for x < 0",
      "f′(x) = 1 for x ≥ 0, 0.01 for x < 0",
      "f(−10) = −0.1<br>f(−1) = −0.01<br>f(0) = 0<br>f(1) = 1",
    ]);
    assert.deepEqual(texts(0.05)[0], "<b>α = 0.05</b>");
    assert.match(texts(0)[1] ?? "", / ≥ 0, 0 for x < 0$/);
    assert.match(texts(1)[1] ?? "", / ≥ 0, x for x < 0$/);
  });

  test("shows all of both curves, with a margin", () => {
    fc.assert(
      fc.property(slope, (alpha) => {
        const { data } = alphaSlider(alpha);
        for (const { x, y, yaxis } of data) {
          const range = layoutOf(alpha)[yaxis === "y" ? "yaxis" : "yaxis2"].range;
          assert.ok(range[0] < Math.min(...y) && Math.max(...y) < range[1]);
          const [left, right] = layoutOf(alpha).xaxis.range;
          assert.ok(left < Math.min(...x) && Math.max(...x) < right);
        }
      }),
    );
    assert.deepEqual(layoutOf(0).yaxis2.range, [-0.08, 1.08]);
  });

  test("says in words where it stands", () => {
    assert.equal(
      alphaSlider(0.25).summary,
      "Leaky ReLU f above and its derivative f′ below, both against x from −10 to 10, with a " +
        "slider for the slope α, whose stops include 0 (ReLU), 0.01 (Maas et al. 2013), e⁻² (this " +
        "walkthrough), 1/5.5 (Xu et al. 2015), 0.25 (your α), 1 (a straight line). At first it stands at " +
        "α = 0.25: f goes from −2.5 at x = −10 to 0 at 0, where it bends, and to 10 at 10; f′ is " +
        "0.25 left of 0 and 1 from 0 on.",
    );
  });

  test("throws a RangeError that shows an alpha which is not a finite number", () => {
    for (const alpha of [Number.NaN, Number.POSITIVE_INFINITY, "0.1"]) {
      assert.throws(() => alphaSlider(alpha as number), {
        name: "RangeError",
        message: `alphaSlider(${alpha}): alpha must be a finite number`,
      });
    }
  });
});
