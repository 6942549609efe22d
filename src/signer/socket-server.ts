import { chmod, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { SamedayError, toSamedayError } from "../kernel/index.ts";
import type { SignerAnswer, SignerRequest, SignerResult } from "./protocol.ts";
import { requestSchema } from "./request-schema.ts";

/** A publication carries its evidence in the line: some envelopes of up to 8 MiB. */
const LONGEST_LINE = 64 * 1024 * 1024;
/** unix(7). */
const LONGEST_PATH = 107;
const MOST_CONNECTIONS = 32;

export interface SocketServer {
  close(): Promise<void>;
}

/**
 * Serves JSON lines on a unix socket that the owner and its group may open. A line that is no request is answered and
 * the next one read; a line that does not end is answered and the connection closed.
 * Throws USAGE for a path that is too long, CONFLICT when another signer answers on the socket; a socket that nobody answers on is left over and replaced.
 */
export async function serveSocket(
  path: string,
  answer: (request: SignerRequest) => Promise<SignerResult>,
  say: (line: string) => void,
): Promise<SocketServer> {
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw new SamedayError("USAGE", `A socket's path may have ${LONGEST_PATH} bytes: ${path} is longer.`);
  }
  if (await somebodyAnswers(path)) throw new SamedayError("CONFLICT", `Another signer serves ${path}.`);
  await rm(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serveConnection(socket, answer, say);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o660);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function somebodyAnswers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}

function serveConnection(
  socket: Socket,
  answer: (request: SignerRequest) => Promise<SignerResult>,
  say: (line: string) => void,
): void {
  let chunks: Buffer[] = [];
  let size = 0;
  let last: Promise<void> = Promise.resolve();
  const reply = (line: SignerAnswer): void => {
    if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
  };
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...chunks, rest.subarray(0, end)]).toString("utf8");
      chunks = [];
      size = 0;
      rest = rest.subarray(end + 1);
      last = last.then(async () => reply(await answerLine(line, answer, say)));
    }
    size += rest.length;
    if (size > LONGEST_LINE) {
      chunks = [];
      reply(refused(new SamedayError("INPUT_INVALID", "The request is longer than 64 MiB.")));
      socket.destroySoon();
    } else if (rest.length > 0) {
      chunks.push(rest);
    }
  });
}

async function answerLine(
  line: string,
  answer: (request: SignerRequest) => Promise<SignerResult>,
  say: (line: string) => void,
): Promise<SignerAnswer> {
  try {
    const parsed = requestSchema.safeParse(parseJson(line));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const where = issue && issue.path.length > 0 ? ` (${issue.path.join(".")})` : "";
      return refused(new SamedayError("INPUT_INVALID", `The line is not a request that the signer knows${where}.`));
    }
    return { ok: true, result: await answer(parsed.data) };
  } catch (thrown) {
    const error = withFullDisk(toSamedayError(thrown));
    if (error.code === "INTERNAL" || error.code === "PROCESS_FAILED") say(`${error.message} ${describeCause(error)}`);
    return refused(error);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A tool that found no space says so on its standard error only. */
function withFullDisk(error: SamedayError): SamedayError {
  const isFull = error.code === "PROCESS_FAILED" && describeCause(error).includes("No space left on device");
  return isFull ? new SamedayError("DISK_FULL", "There is no space left on the signer's disk.", error) : error;
}

function describeCause(error: SamedayError): string {
  return error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : "";
}

function refused(error: SamedayError): SignerAnswer {
  return { ok: false, code: error.code, message: error.message };
}
