import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** What a desk takes to tell the world of a case: the releases that the tracker knows, who publishes, and an advisory. */

const run = promisify(execFile);

/** The tracker's data says which releases there are, as the guide for a desk has it. */
export async function nameReleases(tracker: string): Promise<void> {
  const config = '{"distributions": {"bookworm": {}, "sid": {"release": "unstable"}}}\n';
  await writeFile(path.join(tracker, "config.json"), config);
  const settings = [`safe.directory=${tracker}`, "user.name=t", "user.email=t@desk.invalid"];
  const git = [...settings.flatMap((setting) => ["-c", setting]), "-C", tracker];
  await run("git", [...git, "add", "config.json"]);
  await run("git", [...git, "commit", "--quiet", "--message", "The releases"]);
  await run("chown", ["--recursive", "sameday:", tracker]);
}

/** The publisher's file, with the address of the desk and the key that signs. */
export function publisherFile(address: string, fingerprint: string): string {
  return `name = "Acme Linux"
contact = "${address}"
website = "https://www.desk.invalid"
address = "https://advisories.desk.invalid"

[announcement]
from = "${address}"
to = ["announce@desk.invalid"]

[security-txt]
contact = ["mailto:${address}"]
expires = ${inDays(180)}

[openpgp]
fingerprint = "${fingerprint}"
url = "https://advisories.desk.invalid/security.asc"

[[release]]
codename = "bookworm"
version = "12"
`;
}

/** ASA-1-1 about CVE-2026-1000 in hostname, reported by Alice Example. */
export function advisoryRecord(): string {
  return `id = "ASA-1-1"
title = "hostname security update"
publisher = "publisher.toml"
severity = "medium"
description = "The parser of hostname read beyond the end of its input."
impact = "Whoever gives it a crafted name can make it crash."

[[issue]]
id = "CVE-2026-1000"
cwe = "CWE-125"

[[product]]
name = "hostname"
release = "bookworm"
fixed = "3.23+nmu1+deb12u1"

[[credit]]
name = "Alice Example"
role = "reporter"
consent = true

[[revision]]
at = ${inDays(0)}
says = "First published."
`;
}

/** Where the document of `advisoryRecord` stands below the tree. */
export const CSAF_OF_RECORD = `.well-known/csaf/white/${new Date().getUTCFullYear()}/asa-1-1.json`;

/** `2026-11-22T06:00:00Z`, so many days from now. */
function inDays(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
}
