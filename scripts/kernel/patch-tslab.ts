/*
 * Starts tslab with all that the project changes in it. Each change has a file:
 *
 * - cell-compiler.ts, cell-executor.ts: names that cells share are right, errors are one line
 * - error-lines.ts: a stack has the lines of cells alone
 * - control.ts: an interruption stops a cell at any moment, and never the kernel
 * - cell-handler.ts: the replies follow Jupyter's protocol
 * - cell-program.ts, lazy-types.ts, cached-compiler.ts: a cell, and the start, take less time
 * - publish-display.ts: charts reach the kernel
 * - join-text.ts: text that a cell prints in a row goes out together
 * - tslab-names.ts: which names of tslab all this needs
 *
 * tslab sends each piece of text as a message of its own and does not wait for the one before.
 * ZeroMQ takes 512 of them in a row and refuses the rest, also the message that ends the cell. A
 * cell that prints 600 lines would lose 100 of them and never end. So the kernel's socket refuses
 * none. https://github.com/zeromq/zeromq.js/issues/427
 */
import "./cached-compiler";
import * as typescript from "@tslab/typescript-for-tslab";
import * as converter from "tslab/dist/converter";
import * as executor from "tslab/dist/executor";
import * as jupyter from "tslab/dist/jupyter";
import * as main from "tslab/dist/main";
import { version } from "tslab/package.json";
import { createExecutor, lateLineOf } from "./cell-executor";
import { type CellReply, type CellRequest, followProtocol } from "./cell-handler";
import { makeInterruptible } from "./control";
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
  const broken = brokenNames(version, { converter, executor, jupyter, main, typescript });
  if (broken.length > 0) throw new Error(broken.join("\n"));
  followProtocol();
  joinText();
  publishDisplay();
  makeInterruptible();
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
  answerAll();
  /** As tslab's own, but the number of a cell goes out when it begins, and an error as one. */
  jupyter.ZmqServer.prototype.handleExecute = async function (socket, message) {
    const send = (type: string, content: object, to: typeof socket) => {
      const reply = message.createReply();
      reply.header.msg_type = type;
      reply.content = content;
      reply.signAndSend(this.connInfo.key, to);
    };
    const request = message.content as CellRequest;
    const { code } = request;
    const begin = (execution_count: number) =>
      send("execute_input", { code, execution_count }, this.iopub);
    const reply: CellReply = await this.handler.handleExecute(
      { ...request, begin } as CellRequest,
      (name, text) => send("stream", { name, text }, this.iopub),
      (data, update) => send(update ? "update_display_data" : "display_data", data, this.iopub),
    );
    const { status, ename, evalue, traceback } = reply;
    if (status === "error") send("error", { ename, evalue, traceback }, this.iopub);
    send("execute_reply", reply, socket);
  };
  const create = (options?: converter.ConverterOptions) => createConverter(options, answered);
  Object.assign(converter, { createConverter: create });
  Object.assign(executor, { createExecutor });
  main.startKernel({ enableFindLocal: false }); // not a tslab that lies beside the notebook: it has the fault
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.removeAllListeners(event); // tslab's, which print its stack of paths
    process.on(event, (error: unknown) => console.error(lateLineOf(error)));
  }
}

/** What tslab answers itself. */
const ANSWERED = ["kernel_info", "execute", "is_complete", "inspect", "complete", "shutdown"];

/** The answers to other requests: a kernel without widgets, and without a history. */
const ANSWERS: { [request: string]: object } = {
  comm_info_request: { comms: {} },
  interrupt_request: {},
  history_request: { history: [] },
};

/**
 * Keeps messages that tslab does not know out of the notebook: it would warn of each in the output
 * of the last cell. `jupyter console` asks for a history, and a hub for the memory that is used.
 *
 * So tslab takes each for a question about widgets, and here it gets its own header and its answer.
 */
function answerAll(): void {
  const server = jupyter.ZmqServer.prototype;
  const { publishStatus } = server;
  const headers = new WeakMap<object, Message["header"]>();
  type Message = Parameters<typeof publishStatus>[1];
  server.publishStatus = function (status, message) {
    const { header } = message;
    // Jupyter's clients may take its number for that of a cell: two of them count from 1.
    if (header.msg_type !== "interrupt_request") publishStatus.call(this, status, message);
    if (status !== "busy" || ANSWERED.includes(header.msg_type.replace("_request", ""))) return;
    headers.set(message, header);
    message.header = { ...header, msg_type: "comm_info_request" };
  };
  server.handleCommInfoRequest = function (socket, message) {
    message.header = headers.get(message) ?? message.header;
    const { msg_type: type } = message.header;
    const content = ANSWERS[type];
    if (!content) return;
    const reply = message.createReply();
    reply.header.msg_type = type.replace("request", "reply");
    reply.content = { status: "ok", ...content };
    reply.signAndSend(this.connInfo.key, socket);
  };
}

/** Hands on each message of a socket, until it is closed. */
async function forEach(
  socket: AsyncIterable<Buffer[]>,
  take: (...frames: Buffer[]) => Promise<void>,
): Promise<void> {
  for await (const frames of socket) take(...frames);
}
