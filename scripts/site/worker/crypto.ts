import { Buffer } from "node:buffer";

/** Node's `randomBytes`, with which tslab names what it displays. */
export function randomBytes(size: number): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(size)));
}
