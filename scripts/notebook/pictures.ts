import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { escapeHtml } from "../../src/figure/escape";
import { launch } from "../jupyter/browser";
import { root } from "../setup/paths";
import { codeCells, lines, type Notebook, type Output, sortKeys } from "./format";

/** What is used of `upng-js`, which has no types: https://github.com/photopea/UPNG.js */
export const UPNG: {
  decode(png: Uint8Array): { width: number; height: number };
  toRGBA8(image: object): ArrayBuffer[];
  encode(frames: ArrayBuffer[], width: number, height: number, colours: number): ArrayBuffer;
} = require("upng-js");

const PLOTLY = "application/vnd.plotly.v1+json";

/** Width in CSS pixels, pixels per CSS pixel, and colours: about 10 KB for a line chart. */
const LOOK = { width: 700, scale: 1.2, colours: 24 };

const IMAGE = /<img [^>]*data-figure="(\w+)"[^>]*>/;

/**
 * Puts into the html of each chart a still picture of it, for those places where no script runs:
 * GitHub, a mail, an untrusted notebook. Plotly draws it, in an installed Chromium. Each picture
 * bears a hash of what it shows; one that `before` has already is taken from there, so that the
 * same charts give the same bytes, and need no browser.
 *
 * @param before - the notebook as committed
 * @throws Error when a picture has to be drawn and there is no Chromium
 */
export async function withPictures(executed: Notebook, before: Notebook): Promise<Notebook> {
  const result = structuredClone(executed);
  const known = new Map<string, string>();
  for (const { html } of charts(before)) {
    const [image, hash] = IMAGE.exec(html) ?? [];
    if (image && hash) known.set(hash, image);
  }
  const missing = charts(result).filter(({ hash }) => !known.has(hash));
  if (missing.length > 0) {
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ path: require.resolve("plotly.js-dist-min") });
      for (const { spec, summary, hash } of missing) {
        const look = { format: "png", height: spec.layout.height, ...LOOK };
        const url: string = await page.evaluate(
          ([spec, look]) => (globalThis as unknown as PlotlyPage).Plotly.toImage(spec, look),
          [spec, look] as const,
        );
        const src = `data:image/png;base64,${compress(Buffer.from(url.split(",")[1] ?? "", "base64"))}`;
        const alt = escapeHtml(summary);
        known.set(
          hash,
          `<img alt="${alt}" data-figure="${hash}" src="${src}" width="${LOOK.width}">`,
        );
      }
    } finally {
      await browser.close();
    }
  }
  for (const { output, html, summary, hash } of charts(result)) {
    const text = `<p>${escapeHtml(summary)}</p>`;
    if (!html.includes(text)) throw new Error(`a chart's html lacks its summary: ${summary}`);
    const image = known.get(hash) as string;
    setHtml(
      output,
      html.replace(text, () => image),
    );
  }
  return result;
}

/** The same notebook without its pictures, and one line for each that is missing or out of date. */
export function withoutPictures(notebook: Notebook): { notebook: Notebook; faults: string[] } {
  const result = structuredClone(notebook);
  const faults: string[] = [];
  for (const { output, html, summary, hash, cell } of charts(result)) {
    const [image, drawn] = IMAGE.exec(html) ?? [];
    if (drawn !== hash) {
      const fault = drawn ? "the picture shows another chart" : "the chart has no picture";
      faults.push(`${cell}: ${fault}; to draw it: npm run notebooks`);
    }
    if (image) setHtml(output, html.replace(image, `<p>${escapeHtml(summary)}</p>`));
  }
  return { notebook: result, faults };
}

interface PlotlyPage {
  Plotly: { toImage: (spec: object, look: object) => Promise<string> };
}

/** The charts in a notebook's outputs. */
function charts(notebook: Notebook) {
  return codeCells(notebook).flatMap(({ cell }) =>
    (cell.outputs ?? []).flatMap((output) => {
      const spec = output.data?.[PLOTLY] as { layout: { height: number } } | undefined;
      if (!spec) return [];
      const html = text(output.data?.["text/html"]);
      const summary = text(output.data?.["text/plain"]);
      return [{ cell: cell.id, output, spec, html, summary, hash: hash(spec, summary) }];
    }),
  );
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join("") : String(value ?? "");
}

function setHtml(output: Output, html: string): void {
  if (output.data) output.data["text/html"] = lines(html);
}

let plotlyVersion = "";

/** Tells one picture from another: by what is drawn, what is said of it, and how. */
function hash(spec: object, summary: string): string {
  plotlyVersion ||= JSON.parse(
    readFileSync(join(root, "node_modules/plotly.js-dist-min/package.json"), "utf8"),
  ).version;
  const all = JSON.stringify([sortKeys(spec), summary, plotlyVersion, LOOK]);
  return createHash("sha256").update(all).digest("hex").slice(0, 16);
}

/** A PNG in few colours, as base64. */
function compress(png: Buffer): string {
  const image = UPNG.decode(png);
  const small = UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, LOOK.colours);
  return Buffer.from(small).toString("base64");
}
