import { readFileSync } from "node:fs";
import { bundle } from "../src/bundle";
import { escapeHtml } from "../src/escape";
import type { Figure } from "../src/figure";

/** A whole HTML page with charts that opens without a network: Plotly stands in it once. */
export function chartPage(title: string, figures: Figure[]): string {
  const plotly = readFileSync(require.resolve("plotly.js-dist-min"), "utf8");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<script>${plotly}</script>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${figures.map((figure) => bundle(figure)["text/html"]).join("\n")}
</main>
</body>
</html>
`;
}
