/*
 * What Node has and a worker of a page lacks. To be imported before anything that looks for it.
 */
import { Buffer } from "node:buffer";

type Listener = (...args: unknown[]) => void;

const listeners = new Map<string, Listener[]>();

/** The part of Node's `process` that tslab, the package and cells use. */
const process = {
  version: "v20.0.0", // tslab chooses the language it writes by it
  browser: true, // TypeScript takes it for Node without
  env: {},
  platform: "browser",
  cwd: () => "/lab",
  stdout: { write: () => true },
  stderr: { write: () => true },
  on(name: string, listener: Listener) {
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  },
  off(name: string, listener: Listener) {
    const others = (listeners.get(name) ?? []).filter((other) => other !== listener);
    listeners.set(name, others);
  },
  emit(name: string, ...args: unknown[]) {
    for (const listener of listeners.get(name) ?? []) listener(...args);
  },
};

const { port1, port2 } = new MessageChannel();
const due: (() => void)[] = [];
port1.onmessage = () => due.shift()?.();

/** As Node's: what has come meanwhile goes first. A timer would wait four milliseconds. */
function setImmediate(callback: Listener, ...args: unknown[]): void {
  due.push(() => callback(...args));
  port2.postMessage(0);
}

Object.assign(globalThis, { Buffer, global: globalThis, process, setImmediate });
