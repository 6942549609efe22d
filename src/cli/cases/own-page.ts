import { timingSafeEqual } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Random, SamedayError } from "../../kernel/index.ts";

/** A page for one person's browser on the same machine, with its style and the files that it names, by paths relative to it. */
export interface OwnPageContents {
  readonly html: string;
  readonly style: { readonly path: string; readonly text: string };
  /** `read` is called when somebody downloads it. */
  readonly files: ReadonlyMap<string, { readonly name: string; readonly read: () => Uint8Array }>;
}

export interface OwnPageServer {
  /** Good until it is closed. Whoever has it reads the page. */
  readonly address: string;
  close(): Promise<void>;
}

/** No script, nothing from elsewhere, no framing, no form; nothing is kept on a disk, and no address goes along. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/**
 * Serves a page on 127.0.0.1 alone, below a path that nobody can guess: other users of the machine reach the port and get
 * nothing. No cookie is set, since browsers send one to every port of the machine.
 */
export async function serveOwnPage(contents: OwnPageContents, random: Random): Promise<OwnPageServer> {
  const secret = Buffer.from(random.bytes(32)).toString("base64url");
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const [, given = "", ...rest] = (request.url ?? "").split("/");
    // A name of another site that leads here is none of ours.
    const isOurs = request.headers.host === `127.0.0.1:${port}` && request.method === "GET" && isSame(given, secret);
    if (isOurs) answer(contents, rest.join("/"), response);
    else refuse(response);
  });
  const port = await listen(server);
  return {
    address: `http://127.0.0.1:${port}/${secret}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer({ html, style, files }: OwnPageContents, path: string, response: ServerResponse): void {
  const file = files.get(path);
  if (path === "") send(response, { "content-type": "text/html; charset=utf-8" }, html);
  else if (path === style.path) send(response, { "content-type": "text/css; charset=utf-8" }, style.text);
  else if (file) send(response, downloadOf(file.name), file.read());
  else refuse(response);
}

/** RFC 6266, with the name as RFC 8187 has it. */
function downloadOf(name: string): Record<string, string> {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, percent);
  return {
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename*=UTF-8''${encoded}`,
  };
}

function send(response: ServerResponse, headers: Record<string, string>, body: string | Uint8Array): void {
  response.writeHead(200, { ...HEADERS, ...headers }).end(body);
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, { ...HEADERS, "content-type": "text/plain; charset=utf-8" });
  response.end("Nothing stands here. The command that opened a message names its address.\n");
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new SamedayError("INTERNAL", "No port of this machine is free.", error)));
    server.listen({ host: "127.0.0.1", port: 0 }, () => resolve((server.address() as AddressInfo).port));
  });
}

/** How long a page stands when nobody ends the command. */
const LONGEST_MS = 30 * 60_000;

/** Until somebody presses Enter or ends the command, or half an hour is over. */
export function untilEnded(signal: AbortSignal, stdin: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      // Else the program would wait for a second line.
      stdin.off("data", end).pause();
      resolve();
    };
    const timer = setTimeout(end, LONGEST_MS);
    if (signal.aborted) end();
    else {
      signal.addEventListener("abort", end, { once: true });
      stdin.on("data", end);
    }
  });
}
