import type { Release } from "../../../distribution/index.ts";
import { compareVersions, SamedayError } from "../../../kernel/index.ts";
import { lostArchitectures } from "../../../signer/index.ts";
import type { LineContext } from "../../context.ts";
import type { UpdateRecord } from "../../records/updates.ts";

/** What a submission is for, as far as is known before anything is built. */
export interface SubmittedSource {
  readonly source: string;
  readonly version: string;
  /** The .dsc's. */
  readonly allowed: readonly string[];
  /** Those that it will be built for. */
  readonly architectures: readonly string[];
}

/**
 * An update takes the whole place of the one before it, so it has to be for every architecture that users have that one
 * for. The signer asks the same of the packages themselves; here it is said before anybody builds.
 * Throws INPUT_INVALID with the signer's sentence.
 */
export function checkKeptArchitectures(
  submitted: SubmittedSource,
  published: readonly Pick<UpdateRecord, "version" | "architectures">[],
  release: Pick<Release, "codename" | "architectures">,
): void {
  const [held] = [...published].sort((a, b) => compareVersions(b.version, a.version));
  const isForAll = submitted.allowed.length > 0 && submitted.allowed.every((word) => word === "all");
  if (!held || isForAll) return;
  const lost = release.architectures.filter(
    (one) => held.architectures.includes(one) && !submitted.architectures.includes(one),
  );
  if (lost.length === 0) return;
  throw new SamedayError(
    "INPUT_INVALID",
    lostArchitectures(submitted, held.version, `our ${release.codename}-security`, lost),
  );
}

/** Our updates of a source that users of a release have or had. */
export function publishedOf(
  { store }: Pick<LineContext, "store">,
  source: string,
  release: string,
): Promise<Pick<UpdateRecord, "version" | "architectures">[]> {
  return store.db
    .selectFrom("update")
    .select(["version", "architectures"])
    .where("source", "=", source)
    .where("release", "=", release)
    .where("state", "=", "published")
    .execute();
}
