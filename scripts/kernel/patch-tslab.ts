/*
 * tslab 1.0.22, with a fault of it mended, and a quicker start (cached-compiler.ts, lazy-types.ts).
 *
 * tslab sends every piece of text that a cell prints as a message of its own, without waiting for
 * the one before. ZeroMQ takes 512 of them in a row and refuses the rest, and with them the message
 * that ends the cell: a cell that prints 600 lines would lose 100 of them, and run forever. So the
 * kernel's socket refuses none, and text is put together (join-text.ts).
 * https://github.com/zeromq/zeromq.js/issues/427
 */
import "./cached-compiler";
import * as converters from "tslab/dist/converter";
import { ZmqServer } from "tslab/dist/jupyter";
import { startKernel } from "tslab/dist/main";
import { joinText } from "./join-text";
import { createConverter } from "./lazy-types";
import type { Connection, Sockets } from "./sockets";

joinText();

/** Starts tslab behind ports that are open already. */
export function start(sockets: Sockets, connection: Connection): void {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  /** As tslab's own, but for the opening. */
  ZmqServer.prototype.init = async function () {
    Object.assign(this, sockets, { connInfo: connection });
    for (const socket of [this.shell, this.control]) {
      forEach(socket, (...frames) => this.handleShellMessage(socket, ...frames).then(answer));
    }
    forEach(this.hb, (...frames) => this.hb.send(frames));
  };
  const create = (options?: converters.ConverterOptions) => createConverter(options, answered);
  Object.assign(converters, { createConverter: create });
  startKernel({ enableFindLocal: false }); // not a tslab that lies beside the notebook: it has the fault
}

/** Hands on each message of a socket, until it is closed. */
async function forEach(
  socket: AsyncIterable<Buffer[]>,
  take: (...frames: Buffer[]) => Promise<void>,
): Promise<void> {
  for await (const frames of socket) take(...frames);
}
