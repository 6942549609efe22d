import { SamedayError } from "../../kernel/index.ts";
import { shownUrl, type Validators } from "../fetch/fetcher.ts";
import { collectBody } from "../fetch/store-body.ts";
import type { SuiteAddress } from "../state/suite-directory.ts";
import type { ArchiveContext } from "./options.ts";

const LARGEST_BYTES = 32 * 1024 * 1024;
const TIME_LIMIT_MS = 2 * 60_000;

export interface FetchedRelease {
  /** Where it came from, as messages may show it. */
  readonly from: string;
  readonly message: Uint8Array;
  readonly validators: Validators;
}

export function suiteUrl(suite: SuiteAddress): string {
  return `${suite.url}/dists/${suite.name}`;
}

/** The suite's InRelease as the mirror has it now; undefined when it says that nothing has changed. */
export async function fetchRelease(
  context: ArchiveContext,
  suite: SuiteAddress,
  known: Validators | undefined,
): Promise<FetchedRelease | undefined> {
  const url = `${suiteUrl(suite)}/InRelease`;
  const request = { url, maxBytes: LARGEST_BYTES, timeLimitMs: TIME_LIMIT_MS };
  const answer = await context.fetcher.fetch(known === undefined ? request : { ...request, known });
  if (answer.kind === "unchanged") return undefined;
  if (answer.kind === "missing") throw new SamedayError("ARCHIVE_UNREACHABLE", `${shownUrl(url)} does not exist.`);
  return { from: shownUrl(url), message: await collectBody(answer.body), validators: answer.validators };
}
