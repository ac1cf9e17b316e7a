import { join, resolve } from "node:path";
import { command, parse } from "./command/command";
import { root } from "./setup/paths";
import { buildSite } from "./site/build";
import { serve } from "./site/serve";

const HELP = `Usage: npm run site [-- [--out FOLDER] [--serve]]

Builds the notebooks as a site for any web host: JupyterLab and the TypeScript kernel run in the
reader's browser. The first run installs JupyterLite, which needs the network once.

  --out FOLDER   write the site there instead of into site/
  --serve        then serve it to the browsers of this machine; Ctrl-C ends it`;

/** Where --serve listens, if it is free. */
const PORT = 8000;

async function main(args: string[]): Promise<void> {
  const { values } = parse(args, {
    out: { type: "string", default: join(root, "site") },
    serve: { type: "boolean" },
  });
  const out = resolve(values.out);
  await buildSite(out);
  console.log(`wrote ${out}`);
  if (!values.serve) return;
  const { url } = await serve(out, { port: PORT }).catch(() => serve(out));
  console.log(`${url} opens the notebook; Ctrl-C ends it.`);
}

command("site", HELP, main);
