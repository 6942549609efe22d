import { type ProcessRunner, toSamedayError } from "../../kernel/index.ts";

/** What became of one question. */
export type Fetched =
  | { readonly bytes: Uint8Array }
  | "none"
  | "no-answer"
  | "no-connection"
  | "too-large"
  | "too-slow";

/** Larger than keys with thousands of certifications; what is longer is no key that is used here. */
const LARGEST = 512 * 1024;
interface Times {
  readonly connect: number;
  readonly all: number;
}

/** Seconds. A person waits; through Tor, a first answer takes its time. */
const DIRECT: Times = { connect: 5, all: 10 };
const PROXIED: Times = { connect: 20, all: 30 };
/** curl's own limit ends first, so that its exit is seen. */
const GRACE_MS = 5_000;
const ANY_EXIT = Array.from({ length: 256 }, (_, code) => code);

/** How many seconds somebody has who is asked, at however many addresses. */
export function patienceWith(proxy: string | undefined): number {
  return timesWith(proxy).all;
}

function timesWith(proxy: string | undefined): Times {
  return proxy === undefined ? DIRECT : PROXIED;
}

/**
 * Asks one address over TLS 1.2 or later and follows no redirection, since its owner could send us anywhere. curl gets all
 * of it by its standard input, so that nobody on this machine reads in its arguments who is looked for; it reads no
 * configuration of a user, and says nothing that would stand in a log. `seconds`: what is left
 * of the patience, more than none. Throws TOOL_MISSING.
 */
export async function fetchBytes(
  runner: ProcessRunner,
  url: string,
  proxy: string | undefined,
  seconds: number = patienceWith(proxy),
): Promise<Fetched> {
  const times = { ...timesWith(proxy), all: seconds };
  try {
    const { exitCode, stdout, stderr } = await runner.run({
      argv: ["curl", "-q", "-K", "-"],
      input: configuration(url, proxy, times),
      timeLimitMs: times.all * 1000 + GRACE_MS,
      maxOutputBytes: LARGEST,
      okExitCodes: ANY_EXIT,
      measured: "not",
    });
    return answerOf(exitCode, stderr.trim(), stdout);
  } catch (thrown) {
    const { code } = toSamedayError(thrown);
    if (code === "PROCESS_OUTPUT_TOO_LARGE") return "too-large";
    if (code === "PROCESS_TIMED_OUT") return "too-slow";
    throw thrown;
  }
}

/** curl(1), "EXIT CODES". */
const TOO_SLOW = 28;
const TOO_LARGE = 63;

function answerOf(exitCode: number, status: string, bytes: Uint8Array): Fetched {
  if (exitCode === TOO_SLOW) return "too-slow";
  if (exitCode === TOO_LARGE) return "too-large";
  if (exitCode !== 0) return "no-connection";
  if (status === "200") return bytes.length === 0 ? "none" : { bytes };
  return status === "404" || status === "410" ? "none" : "no-answer";
}

function configuration(url: string, proxy: string | undefined, times: Times): string {
  const lines = [
    `url = ${quoted(url)}`,
    'proto = "=https"',
    "tlsv1.2",
    "silent",
    "globoff",
    'user-agent = ""',
    `connect-timeout = ${times.connect}`,
    `max-time = ${times.all.toFixed(3)}`,
    `max-filesize = ${LARGEST}`,
    'write-out = "%{stderr}%{http_code}"',
    // Neither the environment nor a default sends a question another way than the definition says.
    proxy === undefined ? 'noproxy = "*"' : `proxy = ${quoted(proxy)}\nnoproxy = ""`,
  ];
  return `${lines.join("\n")}\n`;
}

/** curl(1), `--config`: a backslash before what would end the string. Line ends cannot stand in it. */
function quoted(value: string): string {
  return `"${value.replace(/[\r\n]/g, "").replace(/["\\]/g, "\\$&")}"`;
}
