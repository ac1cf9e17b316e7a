import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { description } from "../../src/figure/description";
import { escapeHtml } from "../../src/figure/escape";
import { bundle } from "../../src/figure/mime-bundle";
import type { Figure } from "../../src/figure/types";

/** A whole HTML page with charts that opens without a network: Plotly stands in it once. */
export function chartPage(title: string, figures: Figure[]): string {
  const outputs = figures.flatMap((figure) => [bundle(figure), description(figure)]);
  const html = outputs.map(
    (output) => `<div class="jp-OutputArea-child">${output["text/html"]}</div>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
${plotlyScript()}
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${html.join("\n")}
</main>
</body>
</html>
`;
}

/**
 * Plotly for the head of a page, where the charts of this project find it. Packed, it takes 2 MB
 * in place of 4.8; the browser unpacks it.
 */
export function plotlyScript(): string {
  const plotly = readFileSync(require.resolve("plotly.js-dist-min"));
  const packed = gzipSync(plotly, { level: 9 }).toString("base64");
  return `<script id="plotly" type="text/plain">${packed}</script>
<script>
window.leakyReluPlotly = (${unpack.toString()})();
</script>`;
}

/** It is sent to the browser as text: it may use nothing from elsewhere. */
async function unpack(): Promise<unknown> {
  const packed = atob(document.getElementById("plotly")?.textContent ?? "");
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  return (window as Window & { Plotly?: unknown }).Plotly;
}
