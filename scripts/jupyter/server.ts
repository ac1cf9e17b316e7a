import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environment, python, root } from "../setup/paths";

/** A running JupyterLab of the project's own environment, for tests. */
export interface Server {
  /** Where it answers, with the base URL: "http://127.0.0.1:8888/user/ada/" */
  url: string;
  token: string;
  /** The environment variables it runs with: its own home, configuration and signatures. */
  env: NodeJS.ProcessEnv;
  /** Ends it and its kernels without a warning, as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again after {@link kill}: the same address, token and home. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** What draws the Plotly type in JupyterLab, and in Notebook 7. */
const EXTENSION = { "jupyterlab-plotly": true, "@jupyterlab/plotly-extension:factory": true };

/** Kills a process and all that it has started. */
const KILL = `
import psutil, sys
server = psutil.Process(int(sys.argv[1]))
started = server.children(recursive=True)
for each in [server, *started]: each.kill()
psutil.wait_procs(started, timeout=15)
`;

/**
 * Starts JupyterLab as `npm start` does, in an empty home, on a free port of loopback.
 *
 * @param options.extension - whether the Plotly extension is on
 * @param options.folder - the server's root: the project's folder, or one above it
 * @param options.baseUrl - as JupyterHub gives every learner their own: "/user/ada/"
 * @throws Error when it has not answered within a minute
 */
export async function startServer(options: {
  extension: boolean;
  baseUrl: string;
  folder?: string;
}): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), "leaky-relu-"));
  const config = join(home, "config");
  mkdirSync(join(config, "labconfig"), { recursive: true });
  const disabledExtensions = options.extension ? {} : EXTENSION;
  writeFileSync(
    join(config, "labconfig", "page_config.json"),
    JSON.stringify({ disabledExtensions }),
  );
  const token = "token-of-a-test";
  const env = {
    ...environment(),
    HOME: home,
    JUPYTER_CONFIG_DIR: config,
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
  };
  const args = [
    ...["-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.port_retries=0"],
    `--ServerApp.root_dir=${options.folder ?? root}`,
    `--ServerApp.base_url=${options.baseUrl}`,
    `--IdentityProvider.token=${token}`,
  ];
  const start = (port: string) =>
    spawn(python, [...args, `--port=${port}`], {
      cwd: root,
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
  let server = start("0");
  const kill = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    execFileSync(python, ["-c", KILL, String(server.pid)]);
    await ended;
  };
  const close = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    const late = setTimeout(() => server.kill("SIGKILL"), 10_000); // its kernels end with it
    if (server.exitCode === null && server.kill("SIGTERM")) await ended;
    clearTimeout(late);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const port = await portOf(server);
    const url = `http://127.0.0.1:${port}${options.baseUrl}`;
    const restart = async () => {
      server = start(port);
      await portOf(server);
      // It says its address a little before it listens there.
      while (server.exitCode === null && !(await fetch(url).catch(() => null))) await sleep(50);
    };
    return { url, token, env, kill, restart, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The port that JupyterLab says it listens on. */
function portOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = "";
    const fail = () => reject(new Error(`JupyterLab did not start:\n${log}`));
    setTimeout(fail, 60_000).unref();
    server.once("exit", fail);
    server.stderr?.on("data", (text) => {
      log += text;
      const [, port] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(log) ?? [];
      if (port) resolve(port);
    });
  });
}
