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

/** The names of the sockets. */
export const SOCKETS: readonly (keyof Sockets)[] = ["iopub", "shell", "control", "stdin", "hb"];

/** Opens the ports of a kernel. */
export async function open(connection: Connection): Promise<Sockets> {
  const sockets: Sockets = {
    // takes every message at once and keeps it until the other side is ready
    iopub: new zmq.XPublisher({ sendHighWaterMark: 0, sendTimeout: 0, receiveTimeout: 2000 }),
    shell: new zmq.Router(),
    control: new zmq.Router(),
    stdin: new zmq.Router(),
    hb: new zmq.Reply(),
  };
  const { transport, ip } = connection;
  for (const name of SOCKETS) {
    const address = `${transport}://${ip}:${connection[`${name}_port`]}`;
    await sockets[name].bind(address).catch((error: Error) => {
      throw new Error(`it cannot listen at ${address}: ${error.message}`);
    });
  }
  return sockets;
}
