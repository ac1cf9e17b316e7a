import { spawn } from "node:child_process";
import { environment, python, root } from "./setup";

const HELP = `Usage: npm start [-- OPTION …]

Opens the walkthrough in JupyterLab; Ctrl-C ends it. Options go to JupyterLab:

  npm start -- --no-browser        print the address instead of opening a browser
  npm start -- --port 9999         listen on another port`;

const args = process.argv.slice(2);
if (args.includes("--help")) console.log(HELP);
else start();

function start(): void {
  const own = [
    `--ServerApp.root_dir=${root}`,
    "--LabApp.default_url=/lab/tree/notebooks/leaky-relu.ipynb",
    "--ServerApp.answer_yes=True", // Ctrl-C ends at once, without a question
  ];
  if (process.getuid?.() === 0) {
    console.warn("leaky-relu: running as root, as in a container; elsewhere use your own account.");
    own.push("--allow-root");
  }
  console.log("leaky-relu: starting JupyterLab; Ctrl-C ends it.");
  const jupyter = spawn(python, ["-m", "jupyterlab", ...own, ...args], {
    cwd: root,
    env: environment(),
    stdio: "inherit",
  });
  // Ctrl-C reaches JupyterLab too; this process waits until it has closed its kernels.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => jupyter.kill("SIGTERM"));
  jupyter.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1);
  });
}
