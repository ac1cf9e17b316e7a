import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment, python, root } from "./setup";

/** A running JupyterLab of the project's own environment, for tests. */
export interface Server {
  /** Where it answers, with the base URL: "http://127.0.0.1:8888/user/ada/" */
  url: string;
  token: string;
  /** The environment variables it runs with: its own home, configuration and signatures. */
  env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** What draws the Plotly type in JupyterLab, and in Notebook 7. */
const EXTENSION = { "jupyterlab-plotly": true, "@jupyterlab/plotly-extension:factory": true };

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
    ...["-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0"],
    `--ServerApp.root_dir=${options.folder ?? root}`,
    `--ServerApp.base_url=${options.baseUrl}`,
    `--IdentityProvider.token=${token}`,
  ];
  const server = spawn(python, args, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
  const close = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    const late = setTimeout(() => server.kill("SIGKILL"), 10_000); // its kernels end with it
    if (server.exitCode === null && server.kill("SIGTERM")) await ended;
    clearTimeout(late);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const port = await portOf(server);
    return { url: `http://127.0.0.1:${port}${options.baseUrl}`, token, env, close };
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
