import { join } from "node:path";
import type { Distribution, Release } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { SignerLayout } from "../layout.ts";

/** An apt archive: a pool and the suites over it, in a directory that a web server can hand out as it is. */
export interface ArchiveTree {
  /** Holds `dists/SUITE` (symlinks), `snapshots/SUITE/SERIAL/` and `pool/`. */
  readonly root: string;
  readonly fileMode: number;
  readonly directoryMode: number;
}

/** A suite that the signer keeps. */
export interface PublishedSuite {
  /** `bookworm-security`, `bookworm-embargoed`. */
  readonly name: string;
  readonly release: Release;
  readonly components: readonly string[];
  readonly tree: ArchiveTree;
  readonly use: "archive" | "queue";
}

/** Every suite of the definition: one security suite a release, and one a release and queue. */
export function suitesOf(definition: Distribution, layout: SignerLayout): readonly PublishedSuite[] {
  const publicTree = { root: layout.publicTree, fileMode: 0o644, directoryMode: 0o755 };
  return definition.releases.flatMap((release) => {
    const components = release.suites.find((suite) => suite.role === "security")?.components ?? ["main"];
    const base = { release, components };
    return [
      { ...base, name: securitySuite(release.codename), tree: publicTree, use: "archive" as const },
      ...definition.queues.map((queue) => ({
        ...base,
        name: `${release.codename}-${queue.name}`,
        tree: {
          root: join(layout.queues, queue.name),
          fileMode: queue.embargoed ? 0o640 : 0o644,
          directoryMode: queue.embargoed ? 0o750 : 0o755,
        },
        use: "queue" as const,
      })),
    ];
  });
}

export function securitySuite(codename: string): string {
  return `${codename}-security`;
}

/** Throws NOT_FOUND for a name that the definition does not give. */
export function suiteNamed(suites: readonly PublishedSuite[], name: string): PublishedSuite {
  const found = suites.find((suite) => suite.name === name);
  if (found) return found;
  throw new SamedayError("NOT_FOUND", `The distribution definition has no suite ${name}.`);
}
