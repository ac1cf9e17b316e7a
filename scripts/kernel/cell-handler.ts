import * as typescript from "@tslab/typescript-for-tslab";
import { type ExecuteReply, JupyterHandlerImpl } from "tslab/dist/jupyter";
import type { CellExecutor, Failure } from "./cell-executor";

/** What the kernel answers to a request to run a cell: of one that failed, how. */
export type CellReply = ExecuteReply & Partial<Failure>;

type Execute = JupyterHandlerImpl["handleExecute"];

/** A request to run a cell, and what to call with its number when it begins. */
export type CellRequest = Parameters<Execute>[0] & { begin?: (count: number) => void };

/** The part of tslab's handler that its types keep private. */
interface Inside {
  execCount: number;
  executor: CellExecutor;
  handleExecuteImpl(...args: Parameters<Execute>): Promise<{ count: number }>;
}

/**
 * Makes tslab's handler answer as Jupyter's protocol says. The reply to a cell that failed has its
 * error, and only what was sent before it failed is taken back, unless it asked to be run all the
 * same; tslab drops all that comes within 200 ms. A cell says its number when it begins, and one
 * that is to leave no trace gets none. And the kernel tells its TypeScript's version.
 *
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#execution-results
 *
 * Needs nothing of Node.
 */
export function followProtocol(): void {
  const queues = new WeakMap<JupyterHandlerImpl, Execute>();
  JupyterHandlerImpl.prototype.handleExecute = function (...args) {
    const execute = queues.get(this) ?? queue(this as unknown as Inside);
    queues.set(this, execute);
    return execute(...args);
  };
  const { handleKernel } = JupyterHandlerImpl.prototype;
  JupyterHandlerImpl.prototype.handleKernel = function () {
    const reply = handleKernel.call(this);
    const { version } = typescript;
    return { status: "ok", ...reply, language_info: { ...reply.language_info, version } };
  };
}

/** Runs cells one after the other, in the order in which they were sent. */
function queue(handler: Inside): Execute {
  const waiting = new Set<{ stop: boolean; aborted: boolean }>();
  let received = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** Ends when nothing has arrived for two turns: what was sent before is here then. */
  const arrived = async () => {
    for (let before = -1; before !== received; ) {
      before = received;
      await turn();
      await turn();
    }
  };

  return (...args) => {
    const own = { stop: args[0].stop_on_error !== false, aborted: false };
    waiting.add(own);
    received++;
    const reply = last.then(async (): Promise<CellReply> => {
      waiting.delete(own);
      if (own.aborted) return { status: "aborted", execution_count: handler.execCount };
      const answer = await execute(handler, args);
      if (answer.status === "error" && own.stop) {
        await arrived();
        for (const other of waiting) other.aborted = other.stop;
      }
      return answer;
    });
    last = reply;
    return reply;
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function execute(handler: Inside, args: Parameters<Execute>): Promise<CellReply> {
  const request: CellRequest = args[0];
  const { silent, store_history = !silent } = request;
  if (silent || !store_history) handler.execCount--; // tslab counts every cell
  if (!silent) request.begin?.(handler.execCount + 1);
  try {
    const { count } = await handler.handleExecuteImpl(...args);
    return { status: "ok", execution_count: count, payload: [], user_expressions: {} };
  } catch (thrown) {
    const failure = thrown instanceof Error ? failed(thrown) : handler.executor.failure;
    return { status: "error", execution_count: handler.execCount, ...failure };
  }
}

/** What tslab itself fails with, instead of the cell. */
function failed({ name, message }: Error): Failure {
  return { ename: name, evalue: message, traceback: [`${name}: ${message}`] };
}
