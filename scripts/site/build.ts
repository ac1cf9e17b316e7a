import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { type Notebook, notebookFiles, type Output, readNotebook } from "../notebook/format";
import { lock } from "../setup/lock";
import { at, environment, python, venv } from "../setup/paths";
import { run, say, stamped } from "../setup/step";
import { bundle } from "./bundle";

/** A file that every site has. */
const MARK = "jupyter-lite.json";

/** The page at the site's own address: it opens the walkthrough. */
const FRONT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="refresh" content="0; url=lab/index.html?path=leaky-relu.ipynb">
    <title>Leaky ReLU</title>
    <script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{}</script>
  </head>
  <body>
    <p><a href="lab/index.html?path=leaky-relu.ipynb">Leaky ReLU, step by step</a></p>
  </body>
</html>
`;

const EXTENSION = "leaky-relu-kernel";

/** The one package that JupyterLite loads as JupyterLab's own extensions are loaded. */
const MANIFEST = {
  name: EXTENSION,
  version: "1.0.0",
  jupyterlab: {
    extension: true,
    outputDir: ".",
    _build: { load: "static/remoteEntry.js", extension: "./extension" },
  },
  jupyterlite: { liteExtension: true },
};

/** What JupyterLite reads in the page. */
const PAGE = {
  "jupyter-lite-schema-version": 0,
  "jupyter-config-data": {
    appName: "Leaky ReLU",
    defaultKernelName: "tslab",
    exposeAppInBrowser: true, // for the tests, which ask it for a notebook's outputs
    settingsOverrides: {
      "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
      "@jupyterlab/notebook-extension:tracker": { scrollPastEnd: false },
    },
  },
};

/** JupyterLite's own builder, put beside JupyterLab at the first use: it needs the network once. */
async function installBuilder(): Promise<void> {
  const requirements = "scripts/site/requirements.txt";
  const step = stamped(".venv/.site-ready", [requirements], "", async () => {
    say("Installing JupyterLite (once, a few seconds) …");
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const locked = [
      "--no-input",
      "--require-hashes",
      "--only-binary=:all:",
      "-r",
      at(requirements),
    ];
    const env = environment();
    await run(python, [...install, ...locked], "JupyterLite could not be installed", { env });
  });
  if (step.done) return;
  const unlock = await lock();
  try {
    await step.make();
  } finally {
    unlock();
  }
}

/**
 * Builds the site: JupyterLite with the notebooks, Plotly's extension, and the kernel.
 *
 * @param out - the folder to write; a site that is there goes
 * @throws Error when there is anything else
 */
export async function buildSite(out: string): Promise<void> {
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, MARK))) {
    throw new Error(`${out} is not empty, and no site that was built before: name another folder`);
  }
  await installBuilder();
  const work = at("dist/site");
  rmSync(work, { recursive: true, force: true });
  const extension = join(work, "extensions", EXTENSION);
  mkdirSync(extension, { recursive: true });
  await bundle(join(extension, "static"));
  writeFileSync(join(extension, "package.json"), JSON.stringify(MANIFEST));
  const plotly = "jupyterlab-plotly";
  cpSync(join(venv, "share/jupyter/labextensions", plotly), join(work, "extensions", plotly), {
    recursive: true,
  });
  mkdirSync(join(work, "contents"));
  for (const file of notebookFiles()) {
    const text = JSON.stringify(withWholeTexts(readNotebook(file)));
    writeFileSync(join(work, "contents", basename(file)), text);
  }
  writeFileSync(join(work, "jupyter-lite.json"), JSON.stringify(PAGE));
  const built = join(work, "site");
  const settings = {
    LiteBuildConfig: {
      apps: ["lab"],
      contents: [join(work, "contents")],
      output_dir: built,
      no_sourcemaps: true,
      no_unused_shared_packages: true,
      no_libarchive: true,
      ignore_sys_prefix: ["federated_extensions"],
    },
    FederatedExtensionAddon: { extra_labextensions_path: [join(work, "extensions")] },
  };
  writeFileSync(join(work, "jupyter_lite_config.json"), JSON.stringify(settings));
  await promisify(execFile)(python, ["-m", "jupyterlite_core", "build"], {
    cwd: work,
    env: environment(),
    maxBuffer: 2 ** 28,
  }).catch(({ stdout, stderr }) => {
    throw new Error(`JupyterLite could not be built:\n${`${stdout}${stderr}`.slice(-3000)}`);
  });
  writeFileSync(join(built, "index.html"), FRONT);
  rmSync(out, { recursive: true, force: true });
  cpSync(built, out, { recursive: true });
  rmSync(built, { recursive: true });
}

/** A notebook in which each text is one string: JupyterLite hands it on to JupyterLab as it is. */
function withWholeTexts(notebook: Notebook): object {
  const whole = (text: unknown) => (Array.isArray(text) ? text.join("") : text);
  const output = ({ text, data, ...others }: Output) => ({
    ...others,
    ...(text && { text: whole(text) }),
    ...(data && {
      data: Object.fromEntries(Object.entries(data).map(([type, value]) => [type, whole(value)])),
    }),
  });
  const cells = notebook.cells.map(({ source, outputs, ...others }) => ({
    ...others,
    source: whole(source),
    ...(outputs && { outputs: outputs.map(output) }),
  }));
  return { ...notebook, cells };
}
