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
    // Its search for language servers would print lines after the address; tslab completes names.
    "--LanguageServerManager.autodetect=False",
  ];
  // Only this machine can connect, also if a configuration in the home folder opens the port.
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
    // A terminal that closes would end JupyterLab at once, and its kernels would go on. In a session
    // of its own JupyterLab gets this process's signal instead, and ends its kernels.
    detached: process.platform !== "win32",
  });
  const stop = () => jupyter.kill("SIGTERM");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // npm passes a signal to its shell only. When both have ended, this process has a new parent.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && stop(), 500);
  jupyter.on("error", (error) => console.error(`leaky-relu: no JupyterLab: ${error.message}`));
  jupyter.on("close", (code) => {
    clearInterval(watch);
    process.exitCode = code ?? 1;
  });
}

command("start", HELP, start);
