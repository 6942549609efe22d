import { SamedayError } from "../../kernel/index.ts";
import { type FetchAnswer, type FetchRequest, shownUrl, type Validators } from "./fetcher.ts";

const SILENCE_MS = 30_000;
const MOST_REDIRECTS = 5;
const NOT_MODIFIED = 304;
const MISSING = [404, 410];
const REDIRECTS = [301, 302, 303, 307, 308];

/** One GET over http or https with time and size limits; redirects stay within http and https. */
export async function fetchHttp(request: FetchRequest, silenceMs = SILENCE_MS): Promise<FetchAnswer> {
  const watch = new Watch(request, silenceMs);
  try {
    const response = await follow(request, watch);
    const answer = await answerOf(response, request, watch);
    if (answer.kind !== "body") watch.stop();
    return answer;
  } catch (error) {
    watch.stop();
    throw watch.explain(error);
  }
}

async function follow(request: FetchRequest, watch: Watch): Promise<Response> {
  let url = request.url;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const response = await fetch(url, { redirect: "manual", headers: headersOf(request.known), signal: watch.signal });
    const target = REDIRECTS.includes(response.status) ? response.headers.get("location") : null;
    if (target === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(target, url)) throw unreachable(request.url, "redirects to an address that is none");
    url = new URL(target, url).href;
    if (!/^https?:/.test(url)) throw unreachable(request.url, "redirects to another kind of address");
  }
  throw unreachable(request.url, `redirects more than ${MOST_REDIRECTS} times`);
}

function headersOf(known: Validators | undefined): Record<string, string> {
  return {
    // Hashes are of the files as stored: a server must not pack them once more.
    "accept-encoding": "identity",
    "user-agent": "sameday",
    ...(known?.etag === undefined ? {} : { "if-none-match": known.etag }),
    ...(known?.lastModified === undefined ? {} : { "if-modified-since": known.lastModified }),
  };
}

async function answerOf(response: Response, request: FetchRequest, watch: Watch): Promise<FetchAnswer> {
  if (response.status === 200 && response.body) {
    const length = Number(response.headers.get("content-length") ?? 0);
    if (length > request.maxBytes) throw tooLarge(request);
    const etag = response.headers.get("etag");
    const lastModified = response.headers.get("last-modified");
    const validators = { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) };
    return { kind: "body", body: readBody(response.body, request, watch), validators };
  }
  await response.body?.cancel();
  if (response.status === NOT_MODIFIED && request.known) return { kind: "unchanged" };
  if (MISSING.includes(response.status)) return { kind: "missing" };
  throw unreachable(request.url, `answers ${response.status}`);
}

async function* readBody(
  body: AsyncIterable<Uint8Array>,
  request: FetchRequest,
  watch: Watch,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of body) {
      watch.heard();
      size += chunk.length;
      if (size > request.maxBytes) throw tooLarge(request);
      yield chunk;
    }
  } catch (error) {
    throw watch.explain(error);
  } finally {
    watch.stop();
  }
}

/** Ends a transfer that takes too long as a whole or stays silent. */
class Watch {
  readonly #controller = new AbortController();
  readonly #url: string;
  readonly #whole: NodeJS.Timeout;
  readonly #silenceMs: number;
  #silence: NodeJS.Timeout;

  constructor(request: FetchRequest, silenceMs: number) {
    this.#url = request.url;
    this.#silenceMs = silenceMs;
    this.#whole = setTimeout(() => this.#end(`took longer than ${request.timeLimitMs / 1000} s`), request.timeLimitMs);
    this.#silence = this.#startSilence();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    clearTimeout(this.#silence);
    this.#silence = this.#startSilence();
  }

  stop(): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#silence);
  }

  /** What went wrong in words; our own reason for an abort comes before the fetch's. */
  explain(error: unknown): SamedayError {
    const reason: unknown = this.signal.aborted ? this.signal.reason : error;
    return reason instanceof SamedayError ? reason : unreachable(this.#url, "cannot be reached or broke off", error);
  }

  #startSilence(): NodeJS.Timeout {
    return setTimeout(() => this.#end(`was silent for ${this.#silenceMs / 1000} s`), this.#silenceMs);
  }

  #end(what: string): void {
    this.#controller.abort(unreachable(this.#url, what));
  }
}

function tooLarge(request: FetchRequest): SamedayError {
  return unreachable(request.url, `sends more than the ${request.maxBytes} bytes that are expected`);
}

function unreachable(url: string, what: string, cause?: unknown): SamedayError {
  return new SamedayError("ARCHIVE_UNREACHABLE", `${shownUrl(url)} ${what}.`, cause);
}
