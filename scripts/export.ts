import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { command, parse } from "./command/command";
import { write } from "./command/write";
import { chartHead } from "./export/page";
import { notebookFiles, readNotebook } from "./notebook/format";
import { environment, python, root } from "./setup/paths";

const HELP = `Usage: npm run export [-- --out FOLDER] [FILE …]

Writes each notebook, as it is saved, as one HTML file that opens anywhere without a network: charts
live, formulas drawn. All of notebooks/, or the files named; into export/, or FOLDER.`;

/** What is used of MathJax in Node: https://docs.mathjax.org/en/latest/server/start.html */
interface MathJax {
  init(configuration: object): Promise<MathJax>;
  startup: {
    document: { document: object; renderPromise(): Promise<void> };
    adaptor: {
      doctype(document: object): string;
      root(document: object): object;
      outerHTML(node: object): string;
    };
  };
}

/**
 * A notebook as nbconvert's page, with formulas still as TeX.
 *
 * @throws Error that names the file
 */
function convert(file: string): string {
  readNotebook(file);
  const options = ["--to", "html", "--template", "export", "--stdout", "--log-level", "ERROR"];
  const place = `--TemplateExporter.extra_template_basedirs=${join(root, "scripts")}`;
  const run = spawnSync(python, ["-m", "nbconvert", ...options, place, file], {
    env: environment(),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (run.status === 0) return run.stdout;
  const reason = run.error?.message ?? run.stderr.trim().split("\n").at(-1);
  throw new Error(`${file} could not be converted: ${reason}`);
}

/** The same page with its formulas as SVG for the eye and as MathML for the screen reader. */
async function withFormulas(html: string): Promise<string> {
  const { startup } = await (require("mathjax") as MathJax).init({
    loader: { load: ["input/tex", "output/svg", "adaptors/liteDOM", "a11y/assistive-mml"] },
    tex: { inlineMath: [["$", "$"]], displayMath: [["$$", "$$"]], processEscapes: true },
    startup: { typeset: false, document: html },
  });
  await startup.document.renderPromise();
  const { document } = startup.document;
  const { adaptor } = startup;
  return adaptor.doctype(document) + adaptor.outerHTML(adaptor.root(document));
}

/** The same page with style sheets without indents, and without comments but for the notices. */
function withSmallStyles(html: string): string {
  const kept = (comment: string) => (/copyright|license/i.test(comment) ? comment : "");
  return html.replace(/<style[^>]*>.*?<\/style>/gs, (style) =>
    style.replace(/\/\*.*?\*\//gs, kept).replace(/\n\s+/g, "\n"),
  );
}

/** The same page with each output of more than 30 lines in a frame that the keyboard can scroll. */
function withFrames(html: string): string {
  const output = /(data-mime-type="(?:text\/plain|[^"]*stderr)">\n<pre)(>(?:(?!<\/pre>).)*)/gs;
  return html.replace(output, (whole, start: string, text: string) => {
    const lines = text.trimEnd().split("\n").length;
    if (lines <= 30) return whole;
    return `${start} role="group" aria-label="${lines} lines of output" tabindex="0"${text}`;
  });
}

async function main(args: string[]): Promise<void> {
  const options = { out: { type: "string", default: join(root, "export") } } as const;
  const { values, positionals } = parse(args, options, true);
  const files = positionals.length > 0 ? positionals.map((file) => resolve(file)) : notebookFiles();
  try {
    mkdirSync(values.out, { recursive: true });
  } catch (error) {
    const [reason] = (error as Error).message.split(",");
    throw new Error(`--out ${values.out}: the folder could not be made: ${reason}`);
  }
  for (const file of files) {
    const page = withSmallStyles(await withFormulas(convert(file)));
    // Nothing else scrolls by itself: links and controls are enough.
    const html = withFrames(page.replaceAll(' tabindex="0"', ""))
      .replace("<!-- charts -->", () => chartHead())
      .replace(/(href="[\w-]+)\.ipynb(["#])/g, "$1.html$2");
    write(join(resolve(values.out), `${basename(file, ".ipynb")}.html`), html);
  }
}

command("export", HELP, main);
