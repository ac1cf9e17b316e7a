/*
 * The kernel's second thread: it hears Jupyter while a cell runs and nothing else can.
 *
 * Jupyter says "interrupt" at the control port (`interrupt_mode` in the kernel's description). With
 * a SIGINT at any moment, as without that mode, Node loses it, or ends, where it is about to begin
 * or to leave the code of a cell: it has no handler of its own then.
 *
 * So both threads know where the main one is. In the code of a cell, a SIGINT stops it: this thread
 * sends one, and a cell is not left before it has come. Elsewhere a message is enough.
 */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import vm from "node:vm";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import * as zmq from "zeromq";
import { endWithOwner } from "./owner";

/** Where the main thread is: not in a cell, in the code of a cell, or in one that is to stop. */
const [AWAY, INSIDE, STOP] = [0, 1, 2];

/** Where the main thread is, and whether the port is closed. */
const shared: Int32Array = isMainThread ? new Int32Array(new SharedArrayBuffer(8)) : workerData[0];
const [PLACE, CLOSED] = [0, 1];

/** Node has no SIGINT on Windows: there a cell can stop at its `await`s only. */
const windows = process.platform === "win32";

/** The control port, as tslab uses its socket. */
export interface Control extends AsyncIterable<Buffer[]> {
  send(frames: (Buffer | string)[]): void;
  close(): void;
}

/** Starts the thread, and opens the port. */
export async function openControl(address: string, key: string): Promise<Control> {
  const thread = new Worker(__filename, {
    workerData: [shared, address, key],
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  const [failure] = await once(thread, "message");
  if (failure) throw new Error(failure);
  thread.unref();
  const received = new PassThrough({ objectMode: true });
  thread.on("message", (frames: Uint8Array[]) => {
    if (Atomics.compareExchange(shared, PLACE, STOP, AWAY) === STOP) process.emit("SIGINT");
    received.write(frames.map((frame) => Buffer.from(frame)));
  });
  /** With an open port, the thread's end is an error of its own, which ends the process. */
  const close = () => {
    thread.postMessage(undefined);
    Atomics.wait(shared, CLOSED, 0, 1000);
  };
  process.on("exit", close);
  return {
    send: (frames) => thread.postMessage(frames),
    close,
    [Symbol.asyncIterator]: () => received[Symbol.asyncIterator](),
  };
}

/** The name under which the code of the cell waits that is about to run. */
const CODE = Symbol.for("leaky-relu:code");
const INTERRUPTED = "ERR_SCRIPT_EXECUTION_INTERRUPTED";

/** Makes tslab run the code of a cell so that it can be stopped at any moment. */
export function makeInterruptible(): void {
  const { runInThisContext } = vm;
  const inside = new vm.Script(`globalThis[Symbol.for(${JSON.stringify(CODE.description)})]()`);
  const run: typeof runInThisContext = (code, options) => {
    if (typeof options !== "object" || !options.breakOnSigint)
      return runInThisContext(code, options);
    const cell: () => unknown = runInThisContext(`() => ${code}`);
    const globals = globalThis as unknown as { [CODE]: () => unknown };
    globals[CODE] = () => {
      if (Atomics.compareExchange(shared, PLACE, AWAY, INSIDE) === STOP) throw interrupted();
      try {
        return cell();
      } finally {
        if (Atomics.compareExchange(shared, PLACE, INSIDE, AWAY) === STOP) wait();
      }
    };
    try {
      return inside.runInThisContext(options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException)?.code === INTERRUPTED)
        Atomics.store(shared, PLACE, AWAY);
      throw error;
    }
  };
  Object.assign(vm, { runInThisContext: run });
}

const interrupted = () => Object.assign(new Error(), { code: INTERRUPTED });

/** Waits for the SIGINT that is on its way, and ends this code. */
function wait(): never {
  if (windows) throw interrupted();
  for (;;);
}

/** What the second thread does. */
async function listen(address: string, key: string): Promise<void> {
  const port = new zmq.Router();
  const failure = await port.bind(address).catch((error: Error) => error.message);
  parentPort?.postMessage(failure);
  if (failure) return port.close();
  parentPort?.on("message", (frames?: (Uint8Array | string)[]) => {
    if (frames) return void port.send(frames.map((frame) => Buffer.from(frame as string)));
    port.close();
    parentPort?.close();
    Atomics.store(shared, CLOSED, 1);
    Atomics.notify(shared, CLOSED);
  });
  endWithOwner();
  for await (const frames of port) {
    if (isInterrupt(frames, key)) {
      const place = Atomics.exchange(shared, PLACE, STOP);
      if (place === INSIDE && !windows) process.kill(process.pid, "SIGINT");
    }
    parentPort?.postMessage(frames);
  }
}

/** Whether a message, signed by Jupyter, asks for an interruption. */
function isInterrupt(frames: Buffer[], key: string): boolean {
  const start = frames.findIndex((frame) => frame.equals(Buffer.from("<IDS|MSG>")));
  const [signature, ...parts] = frames.slice(start + 1);
  const hash = createHmac("sha256", key);
  for (const part of parts) hash.update(part);
  if (hash.digest("hex") !== String(signature)) return false;
  return JSON.parse(String(parts[0])).msg_type === "interrupt_request";
}

if (!isMainThread) listen(workerData[1], workerData[2]);
