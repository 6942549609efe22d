import type { ProcessRunner } from "../../kernel/index.ts";
import type { PublishedSuite } from "./suite.ts";

/**
 * The Release file over a directory of indices, by apt-ftparchive(1). Its validity is short on purpose: a mirror that
 * keeps an old state back from machines is noticed when it ends (apt-secure(8), "Valid-Until").
 */
export async function makeRelease(
  runner: ProcessRunner,
  directory: string,
  suite: PublishedSuite,
  facts: { readonly title: string; readonly date: Date; readonly validUntil: Date },
): Promise<Uint8Array> {
  const title = facts.title.replace(/[\p{Cc}"\\]/gu, " ");
  const purpose = suite.use === "archive" ? "Security updates" : "Security updates before their release";
  const fields: Readonly<Record<string, string>> = {
    Origin: title,
    Label: suite.use === "archive" ? `${title} security` : `${title} security queue`,
    Suite: suite.name,
    Codename: suite.name,
    Version: suite.release.version,
    Architectures: suite.release.architectures.join(" "),
    Components: suite.components.join(" "),
    Description: `${purpose} for ${title} ${suite.release.codename}`,
    Date: facts.date.toUTCString().replace("GMT", "UTC"),
    "Valid-Until": facts.validUntil.toUTCString().replace("GMT", "UTC"),
    "Acquire-By-Hash": "yes",
  };
  const options = [
    ...Object.entries(fields).map(([name, value]) => `APT::FTPArchive::Release::${name}=${value}`),
    ...["MD5", "SHA1", "SHA512"].map((hash) => `APT::FTPArchive::Release::${hash}=false`),
  ];
  const finished = await runner.run({
    argv: ["apt-ftparchive", ...options.flatMap((option) => ["-o", option]), "release", "."],
    cwd: directory,
    timeLimitMs: 5 * 60_000,
  });
  return finished.stdout;
}
