import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Role } from "../../../src/distribution/index.ts";
import type { ProcessRunner } from "../../../src/kernel/index.ts";
import { createSigningKey, exportPublicKey } from "../../../src/openpgp/index.ts";

export const PEOPLE: readonly (readonly [id: string, name: string, role: Role, mayUpload: readonly string[]])[] = [
  ["leo", "Leo Ferrari", "full", ["*"]],
  ["pia", "Pia Lindqvist", "full", ["*"]],
  ["mo", "Mohammed Aziz", "assistant", ["*"]],
  ["kit", "Kit Okafor", "uploader", ["memcached", "libmodbus", "gnutls28", "curl"]],
  ["ada", "Ada Novák", "auditor", []],
];

export const RELEASES = ["bookworm", "trixie", "sid"] as const;

/** A distribution of three releases whose archive is at `archive`; its files lie in `directory`. Answers the definition's path. */
export async function writeDefinition(
  directory: string,
  archive: { readonly url: string; readonly keyring: string },
  runner: ProcessRunner,
): Promise<string> {
  const keys = join(directory, "keys");
  await mkdir(keys, { recursive: true });
  const people = [];
  for (const [id, name, role, mayUpload] of PEOPLE) {
    const home = join(directory, "homes", id);
    const userId = `${name} <${id}@security.example>`;
    const created = new Date("2026-01-01T00:00:00Z");
    const fingerprint = await createSigningKey(runner, home, { userId, created, expires: null });
    await writeFile(join(keys, `${id}.asc`), await exportPublicKey(runner, home, fingerprint));
    people.push(personTable(id, name, role, mayUpload, fingerprint));
  }
  const path = join(directory, "distribution.toml");
  await writeFile(path, [HEAD, ...RELEASES.map((name) => releaseTable(name, archive)), ...people, TAIL].join("\n"));
  return path;
}

const HEAD = `name = "example"
title = "Example"
contact = "security@example.org"

[[layer]]
name = "example"
directory = "tracker"
ours = true
`;

function releaseTable(name: (typeof RELEASES)[number], archive: { url: string; keyring: string }): string {
  const version = { bookworm: "12", trixie: "13", sid: "unstable" }[name];
  const phase =
    name === "sid"
      ? ""
      : `[[release.phase]]\nname = "security"\nfrom = 2023-06-10\nuntil = ${name === "trixie" ? 2030 : 2028}-06-30\n`;
  const suite = (suffix: string, role: string) =>
    `[[release.suite]]\nname = "${name}${suffix}"\nrole = "${role}"\nurl = "${archive.url}"\nkeyring = "${archive.keyring}"\ncomponents = ["main"]\n`;
  const security = name === "sid" ? "" : suite("-security", "security");
  return `[[release]]\ncodename = "${name}"\nversion = "${version}"\narchitectures = ["amd64"]\n\n${phase}\n${suite("", "main")}\n${security}`;
}

function personTable(id: string, name: string, role: Role, mayUpload: readonly string[], fingerprint: string): string {
  return `[[person]]\nid = "${id}"\nname = "${name}"\nemail = "${id}@security.example"\nrole = "${role}"\nfingerprints = ["${fingerprint}"]\nkey-file = "keys/${id}.asc"\nmay-upload = ${JSON.stringify(mayUpload)}\n`;
}

const TAIL = `[[team]]
name = "security"
title = "Security team"
members = ["leo", "pia", "mo"]

[policy]
budget-hours = 24
approvals = 1
override-approvals = 2
key-warning-days = [90, 30, 7]

[policy.limits]
build = 240
prove = 480
test = 120
machine = 30
log-bytes = 104857600

[[queue]]
name = "embargoed"
embargoed = true

[[queue]]
name = "public"
embargoed = false

[[builder]]
name = "ash"
architectures = ["amd64"]
embargoed = true

[advisory]
prefix = "DSA"
first = 6100

[mail]
from = "security@example.org"
transport = "outbox"
`;
