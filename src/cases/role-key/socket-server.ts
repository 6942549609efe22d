import { createServer, type Socket } from "node:net";
import { SamedayError, toSamedayError } from "../../kernel/index.ts";
import { listenAt } from "../arrival/listen-at.ts";
import { type Frame, frameReader, writeFrame } from "./frames.ts";
import { type Answer, LARGEST_REQUEST, type RoleKeyRequest, refusedAnswer, requestSchema } from "./protocol.ts";

/** unix(7). */
const LONGEST_PATH = 107;
const MOST_CONNECTIONS = 64;
/** From the first byte to the last of a request, on one machine. */
const REQUEST_MS = 60_000;

type Answerer = (request: RoleKeyRequest, body: Uint8Array) => Promise<Answer>;

export interface RoleKeyServer {
  close(): Promise<void>;
}

/**
 * Serves one request a connection on a unix socket that its owner and its directory's group may open.
 * Throws USAGE for a path that is too long, CONFLICT when another process answers there.
 */
export async function serveRoleKey(
  path: string,
  answer: Answerer,
  say: (text: string) => void,
): Promise<RoleKeyServer> {
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw new SamedayError("USAGE", `A socket's path may have ${LONGEST_PATH} bytes: ${path} is longer.`);
  }
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    serveConnection(socket, answer, say);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listenAt(server, { socket: path, mode: 0o660 });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serveConnection(socket: Socket, answer: Answerer, say: (text: string) => void): void {
  const read = frameReader(LARGEST_REQUEST);
  const late = setTimeout(() => socket.destroy(), REQUEST_MS);
  const reply = ({ head, body }: Answer): void => {
    writeFrame(socket, head, body);
    socket.end();
  };
  socket.on("error", () => undefined);
  socket.on("close", () => clearTimeout(late));
  socket.on("data", (chunk: Buffer) => {
    let frame: Frame | undefined;
    try {
      frame = read(chunk);
    } catch (thrown) {
      socket.removeAllListeners("data");
      reply(refusedAnswer(toSamedayError(thrown)));
      return;
    }
    if (!frame) return;
    clearTimeout(late);
    void answerFrame(frame, answer, say).then(reply);
  });
}

async function answerFrame({ head, body }: Frame, answer: Answerer, say: (text: string) => void): Promise<Answer> {
  const parsed = requestSchema.safeParse(head);
  if (!parsed.success) return refusedAnswer(new SamedayError("INPUT_INVALID", "This is no call that is known here."));
  try {
    return await answer(parsed.data, body);
  } catch (thrown) {
    const error = toSamedayError(thrown);
    // Its cause may hold what was worked on, and stays here.
    if (error.code === "INTERNAL") say("a call failed by a fault of the program");
    return refusedAnswer(error);
  }
}
