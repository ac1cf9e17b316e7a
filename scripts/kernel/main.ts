/*
 * The kernel of the project's notebooks: tslab (tslab.ts), with its ports open before it is there.
 *
 * Jupyter chooses five ports and starts the kernel, which takes a while to load TypeScript. With the
 * ports open from the beginning, Jupyter connects meanwhile, and has its first answer before the
 * types are read. And another program has less time to take one of them: then the kernel ends, and
 * Jupyter starts it again with other ports, where tslab would live on and answer nobody.
 */
import { readFileSync } from "node:fs";
import * as zmq from "zeromq";

/** What Jupyter writes for a kernel: https://jupyter-client.readthedocs.io/en/stable/kernels.html */
export type Connection = { [name in `${keyof Sockets}_port`]: number } & {
  transport: string;
  ip: string;
  key: string;
};

/** What each of them is for: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
export interface Sockets {
  iopub: zmq.XPublisher;
  shell: zmq.Router;
  control: zmq.Router;
  stdin: zmq.Router;
  hb: zmq.Reply;
}

/** Opens the ports of a kernel. */
async function open(connection: Connection): Promise<Sockets> {
  const sockets: Sockets = {
    // takes every message at once and keeps it until the other side is ready
    iopub: new zmq.XPublisher({ sendHighWaterMark: 0, sendTimeout: 0, receiveTimeout: 2000 }),
    shell: new zmq.Router(),
    control: new zmq.Router(),
    stdin: new zmq.Router(),
    hb: new zmq.Reply(),
  };
  const { transport, ip } = connection;
  for (const name of Object.keys(sockets) as (keyof Sockets)[]) {
    const address = `${transport}://${ip}:${connection[`${name}_port`]}`;
    await sockets[name].bind(address).catch((error: Error) => {
      throw new Error(`it cannot listen at ${address}: ${error.message}`);
    });
  }
  return sockets;
}

async function main(): Promise<void> {
  const connection: Connection = JSON.parse(readFileSync(process.argv.at(-1) ?? "", "utf8"));
  const sockets = await open(connection);
  const { start } = require("./patch-tslab") as typeof import("./patch-tslab"); // not before
  await sockets.iopub.receive().catch(() => {}); // until somebody listens, or has had the time to
  start(sockets, connection);
}

main().catch((error: Error) => {
  console.error(`The kernel does not start: ${error.message}`);
  process.exit(1);
});
