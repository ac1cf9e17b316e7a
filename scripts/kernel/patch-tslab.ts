/*
 * tslab 1.0.22, with a fault of it fixed, and a quicker start (cached-compiler.ts, lazy-types.ts).
 *
 * tslab sends every piece of text that a cell prints as a message of its own, without waiting for
 * the one before. ZeroMQ takes 512 of them in a row and refuses the rest, and with them the message
 * that ends the cell: a cell that prints 600 lines would lose 100 of them, and run forever. So the
 * kernel's socket refuses none, and text is put together (join-text.ts).
 * https://github.com/zeromq/zeromq.js/issues/427
 */
import "./cached-compiler";
import * as converter from "tslab/dist/converter";
import * as jupyter from "tslab/dist/jupyter";
import * as main from "tslab/dist/main";
import { version } from "tslab/package.json";
import { joinText } from "./join-text";
import { createConverter } from "./lazy-types";
import { publishDisplay } from "./publish-display";
import type { Connection, Sockets } from "./sockets";
import { brokenNames } from "./tslab-names";

/**
 * Starts tslab behind ports that are open already.
 *
 * @throws Error when this tslab lacks a name that the kernel needs: one line for each
 */
export function start(sockets: Sockets, connection: Connection): void {
  const broken = brokenNames(version, { converter, jupyter, main });
  if (broken.length > 0) throw new Error(broken.join("\n"));
  joinText();
  publishDisplay();
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  /** As tslab's own, but for the opening. */
  jupyter.ZmqServer.prototype.init = async function () {
    Object.assign(this, sockets, { connInfo: connection });
    for (const socket of [this.shell, this.control]) {
      forEach(socket, (...frames) => this.handleShellMessage(socket, ...frames).then(answer));
    }
    forEach(this.hb, (...frames) => this.hb.send(frames));
  };
  const create = (options?: converter.ConverterOptions) => createConverter(options, answered);
  Object.assign(converter, { createConverter: create });
  main.startKernel({ enableFindLocal: false }); // not a tslab that lies beside the notebook: it has the fault
}

/** Hands on each message of a socket, until it is closed. */
async function forEach(
  socket: AsyncIterable<Buffer[]>,
  take: (...frames: Buffer[]) => Promise<void>,
): Promise<void> {
  for await (const frames of socket) take(...frames);
}
