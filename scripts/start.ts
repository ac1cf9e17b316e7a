import { spawn } from "node:child_process";
import { command } from "./command/command";
import { environment, python, root } from "./setup/paths";

const HELP = `Usage: npm start [-- OPTION …]

Opens the walkthrough in JupyterLab; Ctrl-C ends it. Options go to JupyterLab:

  npm start -- --no-browser        print the address instead of opening a browser
  npm start -- --port 9999         listen on another port`;

function start(args: string[]): void {
  const own = [
    `--ServerApp.root_dir=${root}`,
    "--LabApp.default_url=/lab/tree/notebooks/leaky-relu.ipynb",
    "--LanguageServerManager.autodetect=False", // tslab completes; the address is the last line
  ];
  // Whatever a configuration in the home folder says, only this machine is let in, unless asked for.
  if (!args.some((arg) => /^--(ServerApp\.)?ip\b/.test(arg))) own.push("--ServerApp.ip=localhost");
  if (process.getuid?.() === 0) {
    console.warn("leaky-relu: running as root, as in a container; elsewhere use your own account.");
    own.push("--allow-root");
  }
  console.log("leaky-relu: starting JupyterLab; Ctrl-C ends it.");
  const jupyter = spawn(python, ["-m", "jupyterlab", ...own, ...args], {
    cwd: root,
    env: environment(),
    stdio: "inherit",
    // A closed terminal ends JupyterLab at once and leaves its kernels behind; out of its reach,
    // JupyterLab is asked by this process, and closes them.
    detached: process.platform !== "win32",
  });
  const stop = () => jupyter.kill("SIGTERM");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // npm passes a signal to its shell only: this process outlives both without being told.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && stop(), 500);
  jupyter.on("error", (error) => console.error(`leaky-relu: no JupyterLab: ${error.message}`));
  jupyter.on("close", (code) => {
    clearInterval(watch);
    process.exitCode = code ?? 1;
  });
}

command("start", HELP, start);
