import { SamedayError } from "../../kernel/index.ts";
import { fetchFile } from "./fetch-file.ts";
import { fetchHttp } from "./fetch-http.ts";
import { type Fetcher, shownUrl } from "./fetcher.ts";

/** The real fetcher. `silenceMs` is how long a server may say nothing (default 30 s). */
export function createFetcher(silenceMs?: number): Fetcher {
  return {
    fetch: (request) => {
      if (/^https?:\/\//.test(request.url)) {
        return /^https?:\/\/[^/]*@/.test(request.url)
          ? refuse(request.url, "holds a password")
          : fetchHttp(request, silenceMs);
      }
      if (/^(?:\/|file:\/\/\/)/.test(request.url)) return fetchFile(request);
      return refuse(request.url, "is not of the kind http, https or file");
    },
  };
}

async function refuse(url: string, why: string): Promise<never> {
  throw new SamedayError("INPUT_INVALID", `The archive's address ${shownUrl(url)} ${why}.`);
}
