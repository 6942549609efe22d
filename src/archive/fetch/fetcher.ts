/**
 * How the archive room reaches mirrors. The real one speaks http, https and file; tests may set another.
 */
export interface Fetcher {
  /**
   * Throws SamedayError: ARCHIVE_UNREACHABLE for every failure of the network or the server other than "not there",
   * also later, while the body is read. INPUT_INVALID for an address of another kind.
   */
  fetch(request: FetchRequest): Promise<FetchAnswer>;
}

export interface FetchRequest {
  /** `http://…`, `https://…`, `file:///…` or an absolute path. */
  readonly url: string;
  /** The body ends with ARCHIVE_UNREACHABLE beyond this many bytes. */
  readonly maxBytes: number;
  /** For the whole answer; a silence of 30 s ends it earlier. */
  readonly timeLimitMs: number;
  /** What an earlier answer carried: the server may then say that nothing has changed. */
  readonly known?: Validators;
}

/** By which a server recognises what we already have (RFC 9110, section 8.8). */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

export type FetchAnswer =
  | { readonly kind: "body"; readonly body: AsyncIterable<Uint8Array>; readonly validators: Validators }
  | { readonly kind: "unchanged" }
  /** 404 or 410, or no such file. */
  | { readonly kind: "missing" };

/** The address as it may stand in a message: without credentials and query. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url.slice(0, 200);
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`.slice(0, 200);
}
