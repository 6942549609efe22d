import type { LineContext } from "../../context.ts";
import type { KnownVersion } from "./check-version.ts";

/**
 * What every suite of the definition, and our own published updates, hold of a source now.
 * In a drill the security suites' copy of the package that is rehearsed counts as not there yet.
 */
export async function knownVersions(context: LineContext, source: string): Promise<KnownVersion[]> {
  const { definition, suites, store, rehearses } = context;
  const known: KnownVersion[] = [];
  for (const [releaseOrder, release] of definition.releases.entries()) {
    for (const contents of await suites.ofRelease(release.codename)) {
      const { role, name } = contents.suite;
      if (role === "backports" || (rehearses === source && role === "security")) continue;
      const version = contents.source(source)?.version;
      if (version !== undefined) known.push({ suite: name, version, releaseOrder });
    }
    const published = await store.db
      .selectFrom("update")
      .select("version")
      .where("source", "=", source)
      .where("release", "=", release.codename)
      .where("state", "=", "published")
      .execute();
    known.push(
      ...published.map(({ version }) => ({ suite: `our ${release.codename}-security`, version, releaseOrder })),
    );
  }
  return known;
}
