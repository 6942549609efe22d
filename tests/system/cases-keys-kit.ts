import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { join } from "node:path";
import type { ProcessRunner } from "../../src/kernel/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/** A domain's and a keyserver's own web server, behind a certificate that only the test's curl trusts; and a way by SOCKS. */

export interface KeyWorld {
  /** curl as it is, but for whom it trusts and where every host is found. */
  readonly runner: ProcessRunner;
  /** The same without the way to the server, for a proxy. */
  readonly trusting: ProcessRunner;
  /** `host/path` of every question, in order. */
  readonly asked: string[];
  /** What a `host/path` answers; anything else is 404. */
  readonly pages: Map<string, (response: ServerResponse) => void>;
  /** Command lines that were started. */
  readonly started: (readonly string[])[];
  /** Hosts that were asked for by name at the proxy. */
  readonly proxied: string[];
  /** Of the server on this machine. */
  readonly port: number;
  /** `socks5h://…` */
  readonly proxy: string;
  /** `http://…`, which opens ways by CONNECT and does nothing else. */
  readonly httpProxy: string;
  close(): Promise<void>;
}

export async function createKeyWorld(hosts: readonly string[]): Promise<KeyWorld> {
  const root = mkdtempSync("/tmp/sd-keys-");
  const tls = makeCertificate(root, hosts);
  const asked: string[] = [];
  const started: (readonly string[])[] = [];
  const pages: KeyWorld["pages"] = new Map();
  const server = createServer(tls, (request: IncomingMessage, response: ServerResponse) => {
    const name = `${request.headers.host?.replace(/:\d+$/, "")}${request.url}`;
    asked.push(name);
    const answer = pages.get(name);
    if (answer) return answer(response);
    response.writeHead(404).end("none");
  });
  const port = await listening(server);
  const proxied: string[] = [];
  const sockets = new Set<Socket>();
  const socks = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    serveSocks(socket, port, proxied);
  });
  const socksPort = await listening(socks);
  const connecting = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    serveConnect(socket, port, proxied);
  });
  const connectPort = await listening(connecting);
  const real = createProcessRunner("/nonexistent");
  const curlWith = (lines: string): ProcessRunner => ({
    run: (command) => {
      started.push(command.argv);
      return real.run(command.argv[0] === "curl" ? { ...command, input: `${command.input}${lines}` } : command);
    },
  });
  const trust = `cacert = "${join(root, "ca.pem")}"\n`;
  return {
    runner: curlWith(`${trust}connect-to = "::127.0.0.1:${port}"\n`),
    trusting: curlWith(trust),
    asked,
    pages,
    started,
    proxied,
    port,
    proxy: `socks5h://127.0.0.1:${socksPort}`,
    httpProxy: `http://127.0.0.1:${connectPort}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await Promise.all([server, socks, connecting].map((each) => new Promise((resolve) => each.close(resolve))));
      rmSync(root, { recursive: true });
    },
  };
}

function listening(server: {
  listen(port: number, host: string, then: () => void): unknown;
  address(): unknown;
}): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** A CA of the test's own and one certificate for all hosts. */
function makeCertificate(root: string, hosts: readonly string[]): { key: Buffer; cert: Buffer } {
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: root, stdio: "ignore" });
  };
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA", "-days", "2");
  writeFileSync(join(root, "names"), `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}\n`);
  openssl("req", ...curve, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server");
  const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"];
  openssl("x509", "-req", "-in", "server.csr", ...signing, "-out", "server.pem");
  return { key: readFileSync(join(root, "server.key")), cert: readFileSync(join(root, "server.pem")) };
}

/** RFC 1928 as far as curl needs it: no authentication, CONNECT to a name. Every name leads to the one server. */
function serveSocks(socket: Socket, port: number, proxied: string[]): void {
  socket.once("data", () => {
    socket.write(Buffer.from([5, 0]));
    socket.once("data", (request: Buffer) => {
      const isName = request[3] === 3;
      const length = request[4] ?? 0;
      proxied.push(isName ? request.subarray(5, 5 + length).toString() : "an address, not a name");
      const target = connect(port, "127.0.0.1", () => {
        socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
        socket.pipe(target).pipe(socket);
      });
      target.on("error", () => socket.destroy());
      socket.on("close", () => target.destroy());
    });
  });
}

/** RFC 9110, 9.3.6: a way by CONNECT. Whatever else is asked is refused. Every name leads to the one server. */
function serveConnect(socket: Socket, port: number, proxied: string[]): void {
  socket.once("data", (request: Buffer) => {
    const [, host] = /^CONNECT (\S+):443 HTTP\/1\.1\r\n/.exec(request.toString()) ?? [];
    proxied.push(host ?? "not by CONNECT");
    if (host === undefined) return void socket.end("HTTP/1.1 405 No\r\n\r\n");
    const target = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(target).pipe(socket);
    });
    target.on("error", () => socket.destroy());
    socket.on("close", () => target.destroy());
  });
}
