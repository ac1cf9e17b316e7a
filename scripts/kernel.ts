/*
 * The kernel of the project's notebooks: tslab, with two faults of it mended, and a quicker start.
 *
 * The quicker start is in compiler.ts and converter.ts. The faults of tslab 1.0.22:
 *
 * It sends every piece of text that a cell prints as a message of its own, without waiting for the
 * one before. ZeroMQ takes 512 of them in a row and refuses the rest, and with them the message that
 * ends the cell: a cell that prints 600 lines would lose 100 of them, and run forever.
 * https://github.com/zeromq/zeromq.js/issues/427
 *
 * And where another program has taken one of the five ports that Jupyter chose, it lives on and
 * answers nobody. A kernel that ends is started again by Jupyter, on other ports.
 */
import "./compiler";
import * as converters from "tslab/dist/converter";
import { JupyterHandlerImpl, ZmqServer } from "tslab/dist/jupyter";
import { main } from "tslab/dist/main";
import * as zmq from "zeromq";
import { createConverter } from "./converter";

/** Takes every message at once and keeps it until the other side is ready. */
class PatientPublisher extends zmq.Publisher {
  constructor() {
    super({ sendHighWaterMark: 0, sendTimeout: 0 });
  }
}
Object.assign(zmq, { Publisher: PatientPublisher });

/** Text goes out after this many milliseconds at the latest, if the cell prints on. */
const PATIENCE = 100;

const { handleExecute } = JupyterHandlerImpl.prototype;

/** As tslab's own, but text that closely follows other text goes out together with it. */
JupyterHandlerImpl.prototype.handleExecute = async function (request, writeStream, writeDisplay) {
  let stream = "";
  let text = "";
  let sent = 0;
  const flush = () => {
    if (!text) return;
    writeStream(stream, text);
    text = "";
    sent = performance.now();
  };
  const write: typeof writeStream = (name, more) => {
    if (name !== stream) flush();
    if (!text) setImmediate(flush);
    stream = name;
    text += more;
    if (performance.now() - sent > PATIENCE) flush();
  };
  const display: typeof writeDisplay = (data, update) => {
    flush();
    writeDisplay(data, update);
  };
  try {
    return await handleExecute.call(this, request, write, display);
  } finally {
    flush();
  }
};

const { init } = ZmqServer.prototype;

ZmqServer.prototype.init = async function () {
  try {
    await init.call(this);
  } catch (error) {
    const { address, message } = error as Error & { address?: string };
    console.error(`The kernel cannot listen at ${address}: ${message}`);
    process.exit(1);
  }
};

Object.assign(converters, { createConverter });

main();
