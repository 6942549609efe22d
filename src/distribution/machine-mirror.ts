import { type ProcessRunner, SamedayError } from "../kernel/index.ts";

/** One repository that the machine's apt reads. */
export interface AptRepository {
  /** Without a trailing slash. */
  readonly url: string;
  readonly suite: string;
  readonly component: string;
}

export interface MirrorChoice {
  readonly url: string;
  readonly taken: "machine" | "fallback";
  /** A clause for people: why this one. */
  readonly why: string;
}

const FORMAT = "$(CREATED_BY)\t$(REPO_URI)\t$(RELEASE)\t$(COMPONENT)";

/**
 * Asks apt which repositories it is configured for (apt-get(8), indextargets; reads no network).
 * Repositories that need a password, and transports other than http and https, are left out: the desk reads them by itself.
 * A machine without apt has none.
 */
export async function aptRepositories(processes: ProcessRunner): Promise<readonly AptRepository[]> {
  try {
    const finished = await processes.run({
      // From the configuration alone, without apt's downloaded lists: a fresh machine has none, and reading them takes long.
      argv: [
        "apt-get",
        "indextargets",
        "-o",
        "Dir::State::Lists=/nonexistent",
        "--no-release-info",
        "--format",
        FORMAT,
      ],
      timeLimitMs: 30_000,
    });
    return parseIndexTargets(Buffer.from(finished.stdout).toString("utf8"));
  } catch (thrown) {
    // No apt, or one whose own configuration is broken: the fallbacks are what is left.
    if (thrown instanceof SamedayError && (thrown.code === "TOOL_MISSING" || thrown.code === "PROCESS_FAILED"))
      return [];
    throw thrown;
  }
}

export function parseIndexTargets(output: string): readonly AptRepository[] {
  const found = new Map<string, AptRepository>();
  for (const line of output.split("\n")) {
    const [createdBy, url = "", suite = "", component = ""] = line.split("\t");
    if (createdBy !== "Packages" || !/^https?:\/\/[^\s/@?#]+(?:\/[^\s?#]*)?$/.test(url) || !URL.canParse(url)) continue;
    found.set(line, { url: url.replace(/\/+$/, ""), suite, component });
  }
  return [...found.values()];
}

/**
 * The machine's mirror of the archive that the fallback names: one with the same last path segment (`debian`,
 * `debian-security`) that carries one of the components. A repository with this very suite comes first, then any other
 * suite of that archive: mirrors of an archive carry all of its suites. Whether it truly is this archive is not judged
 * here: its Release file must carry the keyring's signature.
 */
export function chooseMirror(
  wanted: { readonly suite: string; readonly fallback: string; readonly components: readonly string[] },
  repositories: readonly AptRepository[],
): MirrorChoice {
  const archive = lastSegment(wanted.fallback);
  const same = repositories.filter(
    (each) => archive !== "" && lastSegment(each.url) === archive && wanted.components.includes(each.component),
  );
  const exact = same.find((each) => each.suite === wanted.suite);
  if (exact) return { url: exact.url, taken: "machine", why: `this machine's apt reads ${wanted.suite} there` };
  const [other] = same;
  if (other)
    return {
      url: other.url,
      taken: "machine",
      why: `this machine's apt reads ${other.suite} of the same archive there`,
    };
  return { url: wanted.fallback, taken: "fallback", why: "this machine's apt reads no mirror of this archive" };
}

function lastSegment(url: string): string {
  return new URL(url).pathname.split("/").filter(Boolean).at(-1) ?? "";
}
