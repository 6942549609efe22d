import { SamedayError } from "../../kernel/index.ts";
import type { BugServer } from "../../tracker/index.ts";

export interface BugServerOptions {
  readonly url: string;
  /** For one answer as a whole; default 5 minutes. */
  readonly timeLimitMs?: number;
  /** How long the server may say nothing; default a minute, since it works out long answers first. */
  readonly silenceMs?: number;
  /** Of one answer; default 32 MiB. */
  readonly maxBytes?: number;
  readonly signal: AbortSignal;
}

const MIB = 1024 * 1024;

/**
 * The real way to a bug tracker: one POST a call, over https, or http to this machine. Redirects are not followed, so
 * that no answer leads elsewhere. Throws USAGE for an address of another kind.
 */
export function createBugServer(options: BugServerOptions): BugServer {
  const url = addressOf(options.url);
  const { timeLimitMs = 300_000, silenceMs = 60_000, maxBytes = 32 * MIB } = options;
  const address = url.href;
  return {
    address,
    async post(request) {
      const watch = createWatch(address, timeLimitMs, silenceMs, options.signal);
      try {
        const response = await fetch(url, {
          method: "POST",
          redirect: "manual",
          headers: {
            "content-type": "text/xml; charset=utf-8",
            "accept-encoding": "identity",
            soapaction: '""',
            "user-agent": "sameday",
          },
          body: request,
          signal: watch.signal,
        });
        const refused = refusalOf(response);
        if (refused !== undefined) {
          await response.body?.cancel();
          return { refused };
        }
        const parts: Uint8Array[] = [];
        let size = 0;
        for await (const part of response.body ?? []) {
          watch.heard();
          size += part.length;
          if (size > maxBytes) return { refused: `is larger than ${Math.floor(maxBytes / MIB)} MiB` };
          parts.push(part);
        }
        return { bytes: Buffer.concat(parts) };
      } catch (error) {
        throw watch.explain(error);
      } finally {
        watch.stop();
      }
    },
  };
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  if (url?.protocol !== "https:" && !(url?.protocol === "http:" && local)) {
    throw new SamedayError("USAGE", "The address of the bug tracker begins with https://.");
  }
  if (url.username !== "" || url.password !== "") {
    throw new SamedayError("USAGE", "The address of the bug tracker holds a password; it needs none.");
  }
  return url;
}

/** A clause where the answer is none; a fault of SOAP comes as text/xml with status 500 and is one. */
function refusalOf({ status, headers }: Response): string | undefined {
  const type = (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const xml = /^(?:text|application)\/(?:soap\+)?xml$/.test(type);
  if (status >= 300 && status < 400) return "leads to another address; name that one with --url";
  if (status !== 200 && !(status === 500 && xml)) return `has the status ${status}`;
  return xml ? undefined : `is no XML but ${/^[\w.+/-]{1,60}$/.test(type) ? type : "of an unknown kind"}`;
}

/** Ends a call that takes too long as a whole or stays silent. */
function createWatch(address: string, timeLimitMs: number, silenceMs: number, outer: AbortSignal) {
  const controller = new AbortController();
  const end = (what: string) => (): void => controller.abort(failed(address, what));
  const whole = setTimeout(end(`took longer than ${timeLimitMs / 1000} s`), timeLimitMs);
  let silence = setTimeout(end(`was silent for ${silenceMs / 1000} s`), silenceMs);
  return {
    signal: AbortSignal.any([controller.signal, outer]),
    heard(): void {
      clearTimeout(silence);
      silence = setTimeout(end(`was silent for ${silenceMs / 1000} s`), silenceMs);
    },
    stop(): void {
      clearTimeout(whole);
      clearTimeout(silence);
    },
    explain(error: unknown): SamedayError {
      const reason: unknown = controller.signal.aborted ? controller.signal.reason : error;
      if (reason instanceof SamedayError) return reason;
      const what = outer.aborted ? "was not waited for any longer" : "cannot be reached or broke off";
      return failed(address, what, reason);
    },
  };
}

function failed(address: string, what: string, cause?: unknown): SamedayError {
  return new SamedayError("BUG_TRACKER_FAILED", `${address} ${what}.`, cause);
}
