import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Cell, notebookFiles, readNotebook } from "./format";
import { execute } from "./run";

const CELLS = {
  imports: 'import { arange, figure, line } from "leaky-relu";',
  gap: 'line({ x: [0, 1, 2], y: JSON.parse("[1, null, 3]") }).show()',
  text: 'line({ x: [0, 1, 2], y: JSON.parse(`[1, "2", 3]`) }).show()',
  date: "const dates: any = [new Date(0)]; line({ x: dates, y: [1] }).show()",
  boolean: 'line({ x: [0, 1], y: JSON.parse("[1, true]") }).show()',
  infinite: `const z = arange(0, 1201);
    line({ x: z, y: z.map((value) => (value === 600 ? Infinity : value)) }).show()`,
  stop: "arange(JSON.parse('\"10\"'))",
  bigints: 'figure([{ x: [0], y: BigInt64Array.of(1n) }], {}, "").show()',
};

/** What cells with numbers that came as `any` print or draw, on the real kernel. */
describe("in a notebook cell", () => {
  let executed: Cell[] = [];
  before(async () => {
    const cells = Object.entries(CELLS).map(([id, text]): Cell => {
      return { id, cell_type: "code", source: [text], metadata: {}, outputs: [] };
    });
    const some = readNotebook(notebookFiles()[0] as string);
    executed = (await execute({ ...some, cells }, "bad-numbers.ipynb")).cells;
  });

  const outputs = (id: keyof typeof CELLS) =>
    executed.find((cell) => cell.id === id)?.outputs ?? [];

  /** The y values of the chart that a cell draws. */
  function drawn(id: keyof typeof CELLS): { type: string; y: Float64Array } {
    const [spec] = outputs(id).flatMap(
      ({ data }) => data?.["application/vnd.plotly.v1+json"] ?? [],
    );
    const [{ type, y }] = (spec as { data: [{ type: string; y: { bdata: string } }] }).data;
    return { type, y: new Float64Array(Uint8Array.from(Buffer.from(y.bdata, "base64")).buffer) };
  }

  test("null among the numbers of a line is a gap", () => {
    assert.deepEqual(drawn("gap").y, Float64Array.of(1, Number.NaN, 3));
  });

  test("infinity among 1,201 numbers is a gap", () => {
    const { type, y } = drawn("infinite");
    assert.equal(type, "scattergl");
    assert.deepEqual(
      y,
      Float64Array.from({ length: 1201 }, (_, i) => (i === 600 ? Number.NaN : i)),
    );
  });

  for (const [id, line] of [
    ["text", "line: y[1] is '2' (string); it must be a number, or null for a gap"],
    [
      "date",
      "line: x[0] is 1970-01-01T00:00:00.000Z (Date); it must be a number, or null for a gap",
    ],
    ["boolean", "line: y[1] is true (boolean); it must be a number, or null for a gap"],
    ["stop", "arange: stop is '10' (string); it must be a number"],
    ["bigints", "figure: data[0].y is a BigInt64Array, which Plotly cannot read"],
  ] as const) {
    test(`the cell "${id}" ends with the line "${line}", and draws nothing`, () => {
      assert.ok(JSON.stringify(outputs(id)).includes(JSON.stringify(line).slice(1, -1)));
      assert.ok(outputs(id).every(({ data }) => data === undefined));
    });
  }
});
