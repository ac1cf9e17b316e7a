import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { description } from "../../src/figure/description";
import { escapeHtml } from "../../src/figure/escape";
import { bundle } from "../../src/figure/mime-bundle";
import { dark } from "../../src/figure/style";
import type { Figure } from "../../src/figure/types";

/** The look of a page that has nothing but charts. */
const PAGE = `
:root { color-scheme: light dark; }
body { margin: 0; background: white; color: #1d2330; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: auto; padding: 1rem; }
h1 { font-size: 1.5rem; }
main .leaky-relu-words { margin: 0 0 2rem; }
@media screen and (prefers-color-scheme: dark) { body { background: #111; color: #e8ecf4; } }
@media print { .jp-OutputArea-child { break-inside: avoid; } }
`;

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
${chartHead()}
<style>${PAGE}</style>
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
 * For the head of a page with charts of this project: Plotly, where they find it, and their look
 * where the reader's system is dark. Packed, Plotly takes 2 MB in place of 4.8; the browser
 * unpacks it.
 */
export function chartHead(): string {
  const plotly = readFileSync(require.resolve("plotly.js-dist-min"));
  const packed = gzipSync(plotly, { level: 9 }).toString("base64");
  return `<style>@media screen and (prefers-color-scheme: dark) {
${dark("body")}
}</style>
<script id="plotly" type="text/plain">${packed}</script>
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
