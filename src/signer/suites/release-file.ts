import { formatStanza } from "../../debian/index.ts";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import type { PublishedSuite } from "./suite.ts";

/**
 * The Release file over a directory of indices: fields of ours, hashes by apt-ftparchive(1), which would count the
 * validity from its own clock. The validity is short on purpose: a mirror that keeps an old state back from machines is
 * noticed when it ends (apt-secure(8), "Valid-Until").
 */
export async function makeRelease(
  runner: ProcessRunner,
  directory: string,
  suite: PublishedSuite,
  facts: { readonly title: string; readonly date: Date; readonly validUntil: Date },
): Promise<string> {
  const { title, date, validUntil } = facts;
  const { release } = suite;
  const purpose = suite.use === "archive" ? "Security updates" : "Security updates before their release";
  const head = formatStanza([
    ["Origin", title],
    ["Label", suite.use === "archive" ? `${title} security` : `${title} security queue`],
    ["Suite", suite.name],
    ["Codename", suite.name],
    ["Version", release.version],
    ["Date", releaseDate(date)],
    ["Valid-Until", releaseDate(validUntil)],
    ["Acquire-By-Hash", "yes"],
    ["Architectures", release.architectures.join(" ")],
    ["Components", suite.components.join(" ")],
    ["Description", `${purpose} for ${title} ${release.codename}`],
  ]);
  return head + (await hashes(runner, directory));
}

/** The form that Debian's archive uses: `Sat, 21 Nov 2026 14:02:00 UTC`. */
function releaseDate(date: Date): string {
  return date.toUTCString().replace("GMT", "UTC");
}

async function hashes(runner: ProcessRunner, directory: string): Promise<string> {
  const options = ["MD5", "SHA1", "SHA512"].map((hash) => `APT::FTPArchive::Release::${hash}=false`);
  const finished = await runner.run({
    argv: ["apt-ftparchive", ...options.flatMap((option) => ["-o", option]), "release", "."],
    cwd: directory,
    timeLimitMs: 5 * 60_000,
  });
  const text = Buffer.from(finished.stdout).toString("utf8");
  const start = text.indexOf("SHA256:\n");
  if (start < 0) throw new SamedayError("PROCESS_FAILED", "apt-ftparchive gave no hashes for the Release file.");
  return text.slice(start);
}
