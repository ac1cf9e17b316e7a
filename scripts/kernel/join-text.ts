import { JupyterHandlerImpl } from "tslab/dist/jupyter";

/** The longest time that text waits while the cell goes on printing, in milliseconds. */
const LONGEST_WAIT = 100;

/**
 * Makes tslab send text that closely follows other text together with it.
 *
 * tslab itself sends every piece as a message of its own, and a cell may print a million.
 */
export function joinText(): void {
  const { handleExecute } = JupyterHandlerImpl.prototype;
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
      if (performance.now() - sent > LONGEST_WAIT) flush();
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
}
