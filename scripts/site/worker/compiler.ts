import { forCells } from "../../kernel/cell-compiler";

/** tslab's TypeScript, whose name leads here, as the kernel changes it. */
module.exports = forCells(require("typescript-itself"));
