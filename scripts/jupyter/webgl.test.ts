import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { line } from "../../src/charts/line";
import { UPNG } from "../notebook/pictures";
import { launch } from "./browser";

/** The colour of the first line. */
const [RED, GREEN, BLUE] = [0x63, 0x6e, 0xfa];

describe("line({ x, y }).show() of 1,201 points, which WebGL draws", () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await launch();
    page = await browser.newPage();
    await page.addScriptTag({ path: require.resolve("plotly.js-dist-min") });
  });
  after(() => browser.close());

  /** How many pixels of the drawn chart have the line's colour, or nearly. */
  async function painted(x: Float64Array, y: Float64Array): Promise<number> {
    const url: string = await page.evaluate(
      async (text) => {
        const { Plotly } = globalThis as unknown as {
          Plotly: { toImage(figure: object, options: object): Promise<string> };
        };
        return Plotly.toImage(JSON.parse(text), { format: "png", width: 700, height: 450 });
      },
      JSON.stringify(line({ x, y })),
    );
    const image = UPNG.decode(Buffer.from(url.split(",")[1] ?? "", "base64"));
    const pixels = new Uint8Array(UPNG.toRGBA8(image)[0] as ArrayBuffer);
    let count = 0;
    for (let i = 0; i < pixels.length; i += 4) {
      const [red = 0, green = 0, blue = 0] = pixels.subarray(i, i + 3);
      const off = Math.abs(red - RED) + Math.abs(green - GREEN) + Math.abs(blue - BLUE);
      if (off < 40) count++;
    }
    return count;
  }

  const positions = Float64Array.from({ length: 1201 }, (_, i) => i);
  const wave = positions.map((i) => Math.sin(i / 50));

  for (const value of [Infinity, -Infinity, Number.NaN, Number.MAX_VALUE]) {
    test(`has a gap where one x or y is ${value}, and all the rest of the line`, async () => {
      const all = await painted(positions, wave);
      assert.ok(all > 1000, `${all} pixels`);
      for (const axis of ["x", "y"]) {
        const [x, y] = [positions.slice(), wave.slice()];
        (axis === "x" ? x : y)[600] = value;
        const count = await painted(x, y);
        assert.ok(count > 0.95 * all && count < all, `${axis}: ${count} of ${all} pixels`);
      }
    });
  }
});
