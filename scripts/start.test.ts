import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { python, root } from "./setup/paths";

/**
 * Runs a command in a terminal of its own and copies what it prints. For a line on stdin it does
 * what the line says, waits for the end, and prints how that was and which processes are left.
 */
const TERMINAL = `
import json, os, pty, select, signal, sys, psutil
child, terminal = pty.fork()
if child == 0: os.execvp(sys.argv[1], sys.argv[1:])
started = []
while True:
    ready = select.select([terminal] + ([] if started else [sys.stdin]), [], [])[0]
    if sys.stdin in ready:
        how = sys.stdin.readline().strip()
        started = psutil.Process(child).children(recursive=True)
        if how == "Ctrl-C": os.write(terminal, b"\\x03")
        if how == "kill": os.kill(child, signal.SIGKILL)
        if how == "close": os.close(terminal); break
    if terminal in ready:
        try: text = os.read(terminal, 65536)
        except OSError: break
        sys.stdout.buffer.write(text); sys.stdout.flush()
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
left = psutil.wait_procs(started, timeout=15)[1]
print("\\n" + json.dumps([code, len(started), [" ".join(each.cmdline()) for each in left]]))
for each in left: each.kill()
`;

const folder = mkdtempSync(join(tmpdir(), "start é "));
const terminals: ChildProcess[] = [];
after(() => {
  for (const terminal of terminals) terminal.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** An environment in which everything that has our names is somebody else's, and broken. */
function hostile() {
  const home = mkdtempSync(join(folder, "home "));
  const file = (name: string, text: string) => {
    mkdirSync(join(home, name, ".."), { recursive: true });
    writeFileSync(join(home, name), text);
  };
  const spec = JSON.stringify({ argv: ["false"], display_name: "another", language: "typescript" });
  file(".local/share/jupyter/kernels/tslab/kernel.json", spec);
  file("jupyter/kernels/tslab/kernel.json", spec);
  file(".jupyter/jupyter_server_config.py", "c.ServerApp.ip = '0.0.0.0'");
  file("python/jupyterlab/__init__.py", "raise ImportError('another JupyterLab')");
  file("bin/tslab", "#!/bin/sh\nexit 1\n");
  const { JUPYTER_CONFIG_DIR, JUPYTER_DATA_DIR, JUPYTER_RUNTIME_DIR, PATH, ...others } =
    process.env;
  return {
    ...others,
    HOME: home,
    JUPYTER_PATH: join(home, "jupyter"),
    JUPYTERLAB_DIR: join(home, "lab"),
    PATH: `${join(home, "bin")}:${PATH}`,
    PYTHONPATH: join(home, "python"),
  };
}

/** `npm start` after its set-up, in a terminal: its address, and what it has printed by then. */
async function start(env: NodeJS.ProcessEnv, command: string[], ...args: string[]) {
  const script = [join(root, "dist", "scripts", "start.js"), "--no-browser", ...args];
  const terminal = spawn(python, ["-c", TERMINAL, ...command, ...script], { env });
  terminals.push(terminal);
  let text = "";
  const url = await new Promise<URL>((resolve, reject) => {
    terminal.on("close", () => reject(new Error(`no JupyterLab:\n${text}`)));
    for (const stream of [terminal.stdout, terminal.stderr]) {
      stream.setEncoding("utf8").on("data", (more) => {
        text += more;
        const found = text.match(/\bhttp:\/\/127\.0\.0\.1:\d+\/\S+token=\w+(?=\s)/);
        if (found) resolve(new URL(found[0]));
      });
    }
  });
  // JupyterLab prints its address a little before it listens there.
  while (!(await fetch(url).catch(() => undefined))) await sleep(50);
  return { terminal, text, url };
}

/** Ends it, and gives the exit code, how many processes there were, and those that are left. */
async function end(terminal: ChildProcess, how: "Ctrl-C" | "close" | "kill") {
  let text = "";
  terminal.stdout?.on("data", (more) => {
    text += more;
  });
  terminal.stdin?.end(`${how}\n`);
  await new Promise((resolve) => terminal.on("close", resolve));
  const lines = text.trim().split("\n");
  const [code, started, left] = JSON.parse(lines.pop() ?? "") as [number, number, string[]];
  return { code, started, left, text: lines.join("\n") };
}

/** Starts a kernel of the name tslab, and gives its id. */
async function startKernel(url: URL): Promise<string> {
  const headers = { Authorization: `token ${url.searchParams.get("token")}` };
  const body = JSON.stringify({ name: "tslab" });
  const answer = await fetch(new URL("/api/kernels", url), { method: "POST", headers, body });
  assert.equal(answer.status, 201);
  return ((await answer.json()) as { id: string }).id;
}

describe("npm start", {
  concurrency: 2,
  timeout: 60_000,
  skip: process.platform === "win32",
}, () => {
  test("opens our JupyterLab with our kernel, behind a token, to this machine only", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const env = hostile();
    const { terminal, text, url } = await start(env, [process.execPath], `--port=${port}`);
    taken.close();

    assert.notEqual(url.port, String(port), "the port was taken");
    assert.equal(url.pathname, "/lab/tree/notebooks/leaky-relu.ipynb");
    const own = text.split("\n").filter((line) => line.startsWith("leaky-relu:"));
    assert.ok(own.length > 0 && !own.join().includes(url.searchParams.get("token") as string));

    const api = async (path: string, headers = {}) => fetch(new URL(path, url), { headers });
    assert.equal((await api("/api/kernelspecs")).status, 403);
    const answer = await api("/api/kernelspecs", {
      Authorization: `token ${url.searchParams.get("token")}`,
    });
    const { kernelspecs } = (await answer.json()) as {
      kernelspecs: { tslab: { spec: { argv: string[] } } };
    };
    assert.equal(
      kernelspecs.tslab.spec.argv[2],
      join(root, "dist", "scripts", "kernel", "main.js"),
    );
    const elsewhere = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal);
    for (const { address } of elsewhere) {
      await assert.rejects(fetch(`http://${address}:${url.port}/`), `closed to ${address}`);
    }

    await startKernel(url);
    const { code, started, left, text: last } = await end(terminal, "Ctrl-C");
    assert.deepEqual([code, started, left], [0, 2, []], "JupyterLab and the kernel have ended");
    assert.doesNotMatch(last, /Traceback|Error|\(y\/\[n\]\)/);
    for (const data of [".local/share/jupyter", "jupyter"]) {
      const spec = readFileSync(join(env.HOME, data, "kernels/tslab/kernel.json"), "utf8");
      assert.equal(JSON.parse(spec).display_name, "another");
    }
  });

  for (const how of ["close", "kill"] as const) {
    const what =
      how === "close" ? "its terminal is closed" : "the shell that npm runs it in is killed";
    test(`leaves no JupyterLab and no kernel behind when ${what}`, async () => {
      const shell = ["sh", "-c", '"$0" "$@"; exit', process.execPath];
      const { terminal, url } = await start(
        hostile(),
        shell,
        `--port=${how === "kill" ? 9777 : 9787}`,
      );
      await startKernel(url);
      const { started, left } = await end(terminal, how);
      assert.deepEqual([started, left], [3, []], "start.js, JupyterLab, the kernel");
    });
  }
});
