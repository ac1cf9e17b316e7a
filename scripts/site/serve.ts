import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES: { [extension: string]: string } = {
  ".css": "text/css",
  ".html": "text/html",
  ".ico": "image/x-icon",
  ".ipynb": "application/json",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

interface ServeOptions {
  path?: string;
  port?: number;
  sent?: (bytes: number, path: string) => void;
}

/** What is not smaller when packed again. */
const PACKED = /\.(png|woff2?)$/;

/** A running server. */
export interface Served {
  /** Where the site is: "http://127.0.0.1:8000/some/sub/path/" */
  url: string;
  close(): void;
}

/**
 * Serves a folder on loopback, as a static host does: files, an index for a folder, gzip, and no
 * header beyond those that GitHub Pages sends.
 *
 * @param folder - what is served
 * @param options.path - where: "/" or "/some/sub/path/"
 * @param options.port - 0 for any that is free
 * @param options.sent - called with the size of each answer in bytes, as it goes over the line
 */
export async function serve(
  folder: string,
  { path = "/", port = 0, sent = () => {} }: ServeOptions = {},
): Promise<Served> {
  const packed = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const name = normalize(decodeURIComponent(pathname));
    let file = join(folder, name.slice(path.length));
    if (existsSync(file) && statSync(file).isDirectory()) {
      if (!pathname.endsWith("/")) {
        response.writeHead(301, { location: `${pathname}/` }).end();
        return;
      }
      file = join(file, "index.html");
    }
    if (!name.startsWith(path) || !existsSync(file)) {
      response.writeHead(404, { "content-type": "text/plain" }).end("Not found");
      return;
    }
    const headers: OutgoingHttpHeaders = {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "cache-control": "max-age=600",
    };
    const small = PACKED.test(file);
    if (!small) headers["content-encoding"] = "gzip";
    const body = packed.get(file) ?? (small ? readFileSync(file) : gzipSync(readFileSync(file)));
    packed.set(file, body);
    sent(body.length, name);
    response.writeHead(200, headers).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${given}${path}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
