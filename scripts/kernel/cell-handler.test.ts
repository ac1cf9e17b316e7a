import assert from "node:assert/strict";
import { test } from "node:test";
import { JupyterHandlerImpl } from "tslab/dist/jupyter";
import type { CellExecutor } from "./cell-executor";
import { followProtocol } from "./cell-handler";

followProtocol();

test("an error takes back a request that arrives a little later: it was sent before", async (t) => {
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write] as const; // tslab takes them for what cells print
  t.after(() => {
    [stdout.write, stderr.write] = writes;
  });
  const ran: string[] = [];
  const execute = async (code: string) => {
    ran.push(code);
    return code !== "fails";
  };
  const handler = new JupyterHandlerImpl({ execute } as CellExecutor, false);
  const send = (code: string) => {
    const request = { code, silent: false, store_history: true, user_expressions: {} };
    return handler.handleExecute(
      request,
      () => {},
      () => {},
    );
  };
  const first = send("fails");
  // Node takes messages between two turns.
  const second = new Promise<{ status: string }>((resolve) =>
    setImmediate(() => setImmediate(() => resolve(send("waits")))),
  );
  const statuses = [(await first).status, (await second).status, (await send("later")).status];
  assert.deepEqual(statuses, ["error", "aborted", "ok"]);
  assert.deepEqual(ran, ["fails", "later"]);
});
