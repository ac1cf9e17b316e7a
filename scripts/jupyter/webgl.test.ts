import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { line } from "../../src/charts/line";
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
    const text = JSON.stringify(line({ x, y }));
    return page.evaluate(
      async ([text, red, green, blue]) => {
        const { Plotly } = globalThis as unknown as {
          Plotly: { toImage(figure: object, options: object): Promise<string> };
        };
        const [width, height] = [700, 450];
        const image = new Image();
        image.src = await Plotly.toImage(JSON.parse(text), { format: "png", width, height });
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        const context = canvas.getContext("2d") as CanvasRenderingContext2D;
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, width, height);
        let count = 0;
        for (let i = 0; i < data.length; i += 4) {
          const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
          if (Math.abs(r - red) + Math.abs(g - green) + Math.abs(b - blue) < 40) count++;
        }
        return count;
      },
      [text, RED, GREEN, BLUE] as const,
    );
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
