import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { version as typescriptVersion } from "@tslab/typescript-for-tslab";
import { type Notebook, notebookFiles, type Output, readNotebook } from "../notebook/format";
import { lock } from "../setup/lock";
import { at, environment, python, venv } from "../setup/paths";
import { run, say, stamped } from "../setup/step";
import { bundleExtension, bundleKernel, bundleServiceWorker, type Told } from "./bundle";

/** A file that every site has. */
const MARK = "jupyter-lite.json";

/** The page at the site's own address: it opens the walkthrough. */
const FRONT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="refresh" content="0; url=lab/index.html?path=leaky-relu.ipynb">
    <title>Leaky ReLU</title>
    <link rel="icon" href="lab/favicon.ico">
    <script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{}</script>
  </head>
  <body>
    <p><a href="lab/index.html?path=leaky-relu.ipynb">Leaky ReLU, step by step</a></p>
  </body>
</html>
`;

const EXTENSION = "leaky-relu-kernel";
const PLOTLY = "jupyterlab-plotly";

/** What JupyterLite knows the extension by. */
const manifest = (file: string) => ({
  name: EXTENSION,
  version: "1.0.0",
  jupyterlab: {
    extension: true,
    outputDir: ".",
    _build: {
      load: `static/${file}`,
      extension: "./extension",
      mimeExtension: "./mimeExtension",
    },
  },
  jupyterlite: { liteExtension: true },
});

/** What tslab says of its language. */
const LANGUAGE = {
  name: "typescript",
  mimetype: "text/typescript",
  file_extension: ".ts",
  codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
};

/** What the page says until it can show a notebook. */
const LOADING = "Loading the notebook and TypeScript; the first time takes a few seconds.";

/** What JupyterLite reads in the page. */
const PAGE = {
  "jupyter-lite-schema-version": 0,
  "jupyter-config-data": {
    appName: "Leaky ReLU",
    defaultKernelName: "tslab",
    exposeAppInBrowser: true, // for the tests, which ask it for a notebook's outputs
    disabledExtensions: ["@jupyterlite/application-extension:service-worker-manager"], // ours instead
    settingsOverrides: {
      "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
      "@jupyterlab/apputils-extension:themes": { "adaptive-theme": true },
      "@jupyterlab/notebook-extension:tracker": { scrollPastEnd: false },
      "@jupyterlab/notebook-extension:panel": {
        toolbar: [
          { name: "original", command: "leaky-relu:original", label: "Original", rank: 41 },
          { name: "download", command: "docmanager:download", label: "Download", rank: 42 },
        ],
      },
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
  const work = at(`dist/site-${process.pid}`);
  const extension = join(work, "extensions", EXTENSION);
  mkdirSync(extension, { recursive: true });
  const versions: { [name: string]: string } = {};
  mkdirSync(join(work, "contents"));
  for (const file of notebookFiles()) {
    const name = basename(file);
    const notebook = asServed(readNotebook(file));
    versions[name] = hashOf(notebook);
    const metadata = {
      ...notebook.metadata,
      original: versions[name],
      // As the kernel says it; else JupyterLab would take the notebook for changed, and keep a copy.
      language_info: { ...LANGUAGE, version: typescriptVersion },
    };
    writeFileSync(join(work, "contents", name), JSON.stringify({ ...notebook, metadata }));
  }
  const plotly = join(venv, "share/jupyter/labextensions", PLOTLY);
  const { jupyterlab } = JSON.parse(readFileSync(join(plotly, "package.json"), "utf8"));
  const programs = join(extension, "static");
  const worker = await bundleKernel(programs);
  const told: Told = {
    WORKER: worker,
    CHARTS: `../../${PLOTLY}/${jupyterlab._build.load}`,
    VERSIONS: versions,
    CACHE: `leaky-relu@${hashOf([worker, versions])}`,
  };
  const extensionFile = await bundleExtension(programs, told);
  writeFileSync(join(extension, "package.json"), JSON.stringify(manifest(extensionFile)));
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
  cpSync(plotly, join(built, "extensions", PLOTLY), { recursive: true });
  writeFileSync(join(built, "index.html"), FRONT);
  const lab = join(built, "lab/index.html");
  writeFileSync(lab, withEarlyKernel(readFileSync(lab, "utf8"), worker));
  await bundleServiceWorker(built, told);
  rmSync(out, { recursive: true, force: true });
  cpSync(built, out, { recursive: true });
  rmSync(work, { recursive: true });
}

/** A short name of a version of something. */
const hashOf = (value: unknown) =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

/** JupyterLab's page, which loads the kernel at once, and not after JupyterLab. */
function withEarlyKernel(html: string, worker: string): string {
  const address = `../extensions/${EXTENSION}/static/${worker}`;
  const early = `<script>
      globalThis.leakyReluKernel = new Worker("${address}");
      leakyReluKernel.onerror = () => { leakyReluKernel.failed = true; };
    </script>`;
  return replaced(
    replaced(html, "<head>", `<head>\n    ${early}`),
    "Loading JupyterLite...",
    LOADING,
  );
}

/** @throws Error when the text has not what is to be replaced in it */
function replaced(text: string, before: string, after: string): string {
  if (!text.includes(before)) throw new Error(`JupyterLite's page has no ${before} any more`);
  return text.replace(before, after);
}

/**
 * A notebook as JupyterLite hands it on to JupyterLab: each text is one string, and the outputs are
 * trusted, as they are the site's own. Else charts would have no style before they are run.
 */
function asServed(notebook: Notebook) {
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
    ...(outputs && {
      metadata: { ...others.metadata, trusted: true },
      outputs: outputs.map(output),
    }),
  }));
  return { ...notebook, cells };
}
