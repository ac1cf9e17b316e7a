import * as zmq from "zeromq";
import { type Control, openControl } from "./control";

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
  control: Control;
  stdin: zmq.Router;
  hb: zmq.Reply;
}

/** The names of the sockets. */
export const SOCKETS: readonly (keyof Sockets)[] = ["iopub", "shell", "control", "stdin", "hb"];

/**
 * Opens the ports of a kernel.
 *
 * @returns the sockets; the control port comes with a thread, which takes as long as TypeScript
 */
export async function open(
  connection: Connection,
): Promise<Omit<Sockets, "control"> & { control: Promise<Control> }> {
  const { transport, ip, key } = connection;
  const opened = async <Opened>(
    name: keyof Sockets,
    open: (address: string) => Promise<Opened>,
  ): Promise<Opened> => {
    const address = `${transport}://${ip}:${connection[`${name}_port`]}`;
    return open(address).catch((error: Error) => {
      throw new Error(`it cannot listen at ${address}: ${error.message}`);
    });
  };
  const control = opened("control", (address) => openControl(address, key));
  control.catch(() => {}); // who waits for it hears of it
  const sockets = {
    // takes every message at once and keeps it until the other side is ready
    iopub: new zmq.XPublisher({ sendHighWaterMark: 0, sendTimeout: 0, receiveTimeout: 2000 }),
    shell: new zmq.Router(),
    stdin: new zmq.Router(),
    hb: new zmq.Reply(),
  };
  for (const name of ["iopub", "shell", "stdin", "hb"] as const) {
    await opened(name, (address) => sockets[name].bind(address));
  }
  return { ...sockets, control };
}
