import { Agent, type IncomingMessage, request } from "node:http";
import { SamedayError } from "../../kernel/index.ts";
import type { TrackerAnswers, TrackerHealth, TrackerReads } from "../../web/index.ts";
import { LONGEST_ANSWER, type TrackerCall } from "./protocol.ts";

export interface TrackerClient extends TrackerReads {
  /** Ends the connections that are kept. */
  close(): void;
}

export interface TrackerClientOptions {
  /** Until when an answer must be there; a tracker that judges everything anew may be silent for some seconds. */
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 4_000;
const MOST_CONNECTIONS = 16;

/**
 * The server's side of the tracker's socket. Nothing is tried twice: a tracker that is away throws TRACKER_AWAY at once,
 * and whoever reads the page tries again.
 */
export function createTrackerClient(socketPath: string, options: TrackerClientOptions = {}): TrackerClient {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  const timeLimitMs = options.timeLimitMs ?? TIME_LIMIT_MS;

  async function ask<Call extends TrackerCall>(
    call: Call,
    ...asked: Parameters<TrackerAnswers[Call]>
  ): Promise<Awaited<ReturnType<TrackerAnswers[Call]>>> {
    const { status, text } = await post(socketPath, agent, `/${call}`, JSON.stringify(asked), timeLimitMs);
    if (status === 503) throw away();
    if (status !== 200) throw new SamedayError("INTERNAL", `The tracker's process answered ${call} with ${status}.`);
    return JSON.parse(text) as Awaited<ReturnType<TrackerAnswers[Call]>>;
  }

  const askHealth = async (): Promise<TrackerHealth | null> => {
    try {
      const health = await ask("health");
      return health && withDates(health);
    } catch (error) {
      if (error instanceof SamedayError && error.code === "TRACKER_AWAY") return null;
      throw error;
    }
  };
  let asking: Promise<TrackerHealth | null> | undefined;

  return {
    // Every page begins with it: those who come while it is under way, which is half a millisecond, share the answer.
    health() {
      asking ??= askHealth().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    async home() {
      const home = await ask("home");
      return { ...home, health: withDates(home.health) };
    },
    issue: (name) => ask("issue", name),
    source: (name, page) => ask("source", name, page),
    release: (codename, show, page) => ask("release", codename, show, page),
    view: (name, page) => ask("view", name, page),
    advisory: (name) => ask("advisory", name),
    bug: (bug) => ask("bug", bug),
    reason: (issue, source, release) => ask("reason", issue, source, release),
    problems: (page) => ask("problems", page),
    triage: (page) => ask("triage", page),
    knowsSource: (name) => ask("knowsSource", name),
    nearest: (name) => ask("nearest", name),
    issueHistory: (issue) => ask("issueHistory", issue),
    sourceHistory: (source, issues) => ask("sourceHistory", source, issues),
    placeHistory: (issue, source, release) => ask("placeHistory", issue, source, release),
    asOf: (what, at, page) => ask("asOf", what, at, page),
    releaseHistory: (release) => ask("releaseHistory", release),
    releaseAsOf: (release, show, at, page) => ask("releaseAsOf", release, show, at, page),
    events: (wish, page) => ask("events", wish, page),
    eventsSince: (wish, since, limit) => ask("eventsSince", wish, since, limit),
    delays: () => ask("delays"),
    close: () => agent.destroy(),
  };
}

/** JSON has no dates. */
function withDates(health: TrackerHealth): TrackerHealth {
  return { ...health, troubles: health.troubles.map((one) => ({ ...one, since: new Date(one.since) })) };
}

function away(cause?: unknown): SamedayError {
  return new SamedayError("TRACKER_AWAY", "The tracker's data is being read; it takes some seconds.", cause);
}

/** Throws TRACKER_AWAY when nobody answers, or not in time. */
function post(
  socketPath: string,
  agent: Agent,
  path: string,
  body: string,
  timeLimitMs: number,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const asking = request({ socketPath, agent, method: "POST", path, headers });
    const late = setTimeout(() => asking.destroy(new Error("The tracker did not answer in time.")), timeLimitMs);
    const fail = (error: unknown): void => {
      clearTimeout(late);
      reject(error instanceof SamedayError ? error : away(error));
    };
    asking.on("error", fail);
    asking.on("response", (response) => {
      readWhole(response).then((text) => {
        clearTimeout(late);
        resolve({ status: response.statusCode ?? 0, text });
      }, fail);
    });
    asking.end(body);
  });
}

async function readWhole(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_ANSWER) throw new SamedayError("INTERNAL", "The tracker's answer is longer than 16 MiB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
