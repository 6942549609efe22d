/** The way to a bug tracker's server. */
export interface BugServer {
  /** As messages name it, without anything secret. */
  readonly address: string;
  /**
   * Posts a SOAP call. `refused` is a clause that says what is wrong with the answer: `is larger than 32 MiB`. Throws
   * BUG_TRACKER_FAILED when the server cannot be reached, breaks off or stays silent.
   */
  post(request: string): Promise<{ readonly bytes: Uint8Array } | { readonly refused: string }>;
}
