import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Role } from "../../src/distribution/index.ts";
import { createEvidenceKey, type EvidenceKey } from "../../src/evidence/index.ts";
import { clearSign, createSigningKey, exportPublicKey } from "../../src/openpgp/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { runner } from "./store-support.ts";

/** Who is at the desk: kit signed the embargoed source; eve may upload the same package, and knows nothing of it. */
const CAST = [
  ["leo", "full", []],
  ["pia", "full", []],
  ["mo", "assistant", []],
  ["kit", "uploader", ["*"]],
  ["eve", "uploader", ["*"]],
  ["ada", "auditor", []],
] as const satisfies readonly (readonly [string, Role, readonly string[]])[];

export type Name = (typeof CAST)[number][0];

export interface Cast {
  /** Of the distribution definition. */
  readonly path: string;
  /** A builder that takes public work only. */
  readonly elm: EvidenceKey;
  /** With which the desks sign statements. */
  readonly desk: EvidenceKey;
  readonly fingerprints: Readonly<Record<Name, string>>;
  sign(name: Name, text: string): Promise<string>;
}

/** A definition in files with people whose keys are real; two desks may serve it. */
export async function writeCast(directory: string): Promise<Cast> {
  const made = await Promise.all(
    CAST.map(async ([id]): Promise<[Name, string]> => {
      const userId = `${id} <${id}@desk.invalid>`;
      const created = new Date("2026-01-01T00:00:00Z");
      const fingerprint = await createSigningKey(runner, join(directory, id), { userId, created, expires: null });
      await writeFile(join(directory, `${id}.asc`), await exportPublicKey(runner, join(directory, id), fingerprint));
      return [id, fingerprint];
    }),
  );
  const fingerprints = Object.fromEntries(made) as Record<Name, string>;
  const elm = createEvidenceKey(systemRandom);
  await mkdir(join(directory, "tracker", "CVE"), { recursive: true });
  await writeFile(join(directory, "tracker", "CVE", "list"), "CVE-2026-1000 [a hole]\n\tTODO: check\n");
  const people = CAST.map(([id, role, mayUpload]) =>
    [
      `[[person]]\nid = "${id}"\nname = "${id}"\nemail = "${id}@desk.invalid"\nrole = "${role}"`,
      `fingerprints = ["${fingerprints[id]}"]\nkey-file = "${id}.asc"\nmay-upload = ${JSON.stringify(mayUpload)}\n`,
    ].join("\n"),
  );
  const path = join(directory, "distribution.toml");
  await writeFile(path, [HEAD, ...people, REST, builderTable("elm", elm, false)].join("\n"));
  return {
    path,
    elm,
    desk: createEvidenceKey(systemRandom),
    fingerprints,
    sign: (name, text) => clearSign(runner, { home: join(directory, name), fingerprints: [fingerprints[name]] }, text),
  };
}

const HEAD = `name = "example"
title = "Example"
contact = "security@example.org"

[[layer]]
name = "example"
directory = "tracker"
ours = true

[[release]]
codename = "bookworm"
version = "12"
architectures = ["amd64"]

[[release.phase]]
name = "security"
from = 2023-06-10
until = 2028-06-30

[[release.suite]]
name = "bookworm"
role = "main"
url = "http://archive.invalid"
keyring = "leo.asc"
components = ["main"]

[[release.suite]]
name = "bookworm-security"
role = "security"
url = "http://archive.invalid"
keyring = "leo.asc"
components = ["main"]
`;

const REST = `[[team]]
name = "security"
title = "Security team"
members = ["leo", "pia", "mo"]

[policy]
budget-hours = 24
approvals = 1
override-approvals = 2
key-warning-days = [30]

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

[[audit]]
name = "sudo"
title = "Sudo rules"
class = "c"
every = "6 months"
team = "security"

[[audit]]
name = "records"
title = "What nobody could read"
rule = "unreadable"
every = "1 year"
first = 2030-01-01
role = "auditor"

[advisory]
prefix = "DSA"
first = 6100

[mail]
from = "security@example.org"
transport = "outbox"
`;

function builderTable(name: string, { publicKey }: EvidenceKey, embargoed: boolean): string {
  return `[[builder]]\nname = "${name}"\narchitectures = ["amd64"]\npublic-key = "${publicKey}"\nembargoed = ${embargoed}\n`;
}
