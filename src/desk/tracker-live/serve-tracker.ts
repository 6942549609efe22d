import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { SamedayError } from "../../kernel/index.ts";
import type { TrackerAnswers } from "../../web/index.ts";
import { oneLine } from "../tend.ts";
import { ASKED, isTrackerCall, LONGEST_REQUEST } from "./protocol.ts";

export interface TrackerService {
  close(): Promise<void>;
}

/** unix(7). */
const LONGEST_PATH = 107;
const MOST_CONNECTIONS = 64;
const REQUEST_MS = 10_000;

interface Reply {
  readonly status: number;
  readonly body: string;
}

/**
 * Answers the server's questions on a unix socket of mode 0600 (protocol.ts). Whatever cannot be answered is refused by
 * itself and disturbs nothing else. Throws USAGE for a path that is too long, CONFLICT when another process answers
 * there; a socket that nobody answers on is left over and replaced.
 */
export async function serveTracker(
  path: string,
  answers: TrackerAnswers,
  say: (text: string) => void,
): Promise<TrackerService> {
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw new SamedayError("USAGE", `A socket's path may have ${LONGEST_PATH} bytes: ${path} is longer.`);
  }
  if (await somebodyAnswers(path)) throw new SamedayError("CONFLICT", `Another tracker serves ${path}.`);
  await rm(path, { force: true });
  // Only the server asks here, over connections that it keeps: they are not ended for being silent.
  const limits = { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 0, maxHeaderSize: 4096 };
  const server = createServer(limits, (request, response) => {
    replyTo(request, answers, say).then(
      ({ status, body }) => {
        // What was not read of a refused request cannot be told from the next one.
        if (status !== 200) response.setHeader("connection", "close");
        response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
        response.end(body);
      },
      () => request.destroy(),
    );
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Rejects when the request breaks off. */
async function replyTo(request: IncomingMessage, answers: TrackerAnswers, say: (text: string) => void): Promise<Reply> {
  const call = (request.url ?? "").slice(1);
  if (request.method !== "POST" || !isTrackerCall(call)) return refused(404, "There is no such call.");
  const text = await bodyOf(request);
  if (text === null) return refused(413, "The request is too long.");
  const asked = ASKED[call].safeParse(parsedJson(text));
  if (!asked.success) return refused(400, "These are no arguments of this call.");
  if (answers.health() === null) return refused(503, "The data is being read.");
  try {
    const answer = (answers[call] as (this: TrackerAnswers, ...given: unknown[]) => unknown).apply(answers, asked.data);
    return { status: 200, body: JSON.stringify(await answer) };
  } catch (error) {
    say(`tracker: ${call}: ${oneLine(error)}`);
    return refused(500, "Something went wrong; the tracker's log says what.");
  }
}

function refused(status: number, message: string): Reply {
  return { status, body: JSON.stringify({ message }) };
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_REQUEST) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
