import { audit } from "./audit-schema.ts";
import {
  advisoryPrefix,
  architecture,
  archiveAddress,
  component,
  ed25519Key,
  email,
  fingerprint,
  line,
  name,
  path,
  place,
  sourcePackage,
  suiteName,
  transport,
  webAddress,
} from "./forms.ts";
import { intake } from "./intake-schema.ts";
import { located, optional, otherwise, required } from "./read/field.ts";
import { choice, day, flag, whole } from "./read/leaves.ts";
import { defaultsOf, list, table } from "./read/table.ts";

/** Every key of the definition: how it is read, what it means. docs/reference/distribution.md is written from this. */

const suite = table({
  name: required(located(suiteName), "The suite's name in the archive."),
  role: required(
    located(choice(["main", "security", "updates", "lts", "backports"])),
    "What it is to the release: `main` is what was shipped, `security` receives our updates.",
  ),
  url: required(
    located(archiveAddress),
    "The archive without `dists/`, or `machine`: the mirror that this machine's own apt uses for the same archive.",
  ),
  fallback: optional(
    located(webAddress),
    "With `machine`: the address that is taken when apt uses no mirror of this archive. Its last path segment tells archives apart (`debian`, `debian-security`).",
  ),
  keyring: required(located(path), "The OpenPGP keyring by which the Release file must be signed."),
  components: required(list(component, { atLeast: 1 }), "The components to read."),
});

const phase = table({
  name: required(choice(["security", "lts", "elts"]), "Who supports the release in this time."),
  from: required(located(day), "The first day."),
  until: required(located(day), "The first day no more; the next phase begins on it."),
});

const release = table({
  codename: required(located(name), "The release's codename."),
  version: required(located(line), "The release's number, or a word for one that has none."),
  architectures: required(list(located(architecture), { atLeast: 1 }), "The architectures that are supported."),
  suite: required(list(suite, { atLeast: 1 }), "The release's suites; each role once, `main` among them."),
  phase: otherwise(
    list(phase),
    [],
    "The support phases in order, without gap or overlap. None for a release without security support.",
    "none",
  ),
});

const layer = table({
  name: required(located(name), "The layer's name."),
  directory: required(located(path), "A directory with tracker lists in Debian's format, in git."),
  ours: otherwise(flag, false, "Whether our edits and advisories are committed here; exactly one layer is ours."),
});

const person = table({
  id: required(located(name), "Login, and name in the log."),
  name: required(line, "The name as it stands in mails."),
  email: required(email, "Where answers to uploads go."),
  role: required(
    choice(["full", "assistant", "uploader", "auditor"]),
    "`full` releases updates; `assistant` prepares them; `uploader` may only upload; `auditor` reads.",
  ),
  fingerprints: required(
    list(located(fingerprint), { atLeast: 1 }),
    "Primary keys; a signature by one of them is this person's.",
  ),
  "key-file": required(located(path), "The file with the public keys, armored or binary."),
  "may-upload": otherwise(
    list(located(sourcePackage)),
    [],
    "Source packages this person may upload; `*` for every one.",
  ),
});

const team = table({
  name: required(located(name), "The team's name."),
  title: required(line, "The name as people know it."),
  members: required(list(located(name), { atLeast: 1 }), "Ids of people."),
  lead: optional(
    located(name),
    "Id of the person who leads it; when absent, the first member who is neither assistant nor auditor.",
  ),
  "point-person": optional(
    located(name),
    "Id of the person who says of each report whether it is this team's; the same when absent.",
  ),
  deputies: optional(
    list(located(name)),
    "Who stands in for the point person, in this order; the other such members when absent.",
  ),
});

const limits = table({
  build: otherwise(whole(1, 10_080), 240, "Minutes for a build."),
  prove: otherwise(whole(1, 10_080), 480, "Minutes for a proof: a second build and the comparison."),
  test: otherwise(whole(1, 10_080), 120, "Minutes for the tests of a package."),
  machine: otherwise(whole(1, 10_080), 30, "Minutes for the upgrade of a machine."),
  "log-bytes": otherwise(whole(65_536, 10_737_418_240), 104_857_600, "Bytes of log after which a step is stopped."),
});

const policy = table({
  "budget-hours": otherwise(whole(1, 8_760), 24, "Hours from knowing of an issue to users having the fix."),
  approvals: otherwise(whole(1, 10), 1, "How many full members must approve; the uploader never counts."),
  "approval-days": otherwise(
    whole(1, 365),
    7,
    "Days for which a signed approval counts; afterwards it has to be signed anew.",
  ),
  "override-approvals": otherwise(whole(2, 10), 2, "How many full members together may override a missing proof."),
  "key-warning-days": otherwise(
    list(whole(1, 3_650)),
    [90, 30, 7],
    "Days before a signing key expires from which the desk warns.",
  ),
  "missing-index": otherwise(
    choice(["wait", "leave-out"]),
    "wait",
    "What a build does while a mirror gives no verifiable index of a security suite for its architecture: wait for it, or go on without that suite, which evidence and approval then say.",
  ),
  limits: otherwise(limits, defaultsOf(limits), "Limits of the steps.", "each limit's default"),
});

const queue = table({
  name: required(located(name), "Each release gets a suite CODENAME-NAME."),
  embargoed: required(flag, "Whether only testers with a token may read it."),
});

const builder = table({
  name: required(located(name), "The builder's name."),
  architectures: required(list(located(architecture), { atLeast: 1 }), "What it can build."),
  "public-key": optional(
    located(ed25519Key),
    "The key with which it signs requests and statements; absent for the builder that `desk run` runs itself.",
  ),
  embargoed: otherwise(flag, false, "Whether embargoed work may go there."),
});

const image = table({
  name: required(located(name), "The image's name."),
  release: required(located(name), "Codename of the release it is made from."),
  manifest: required(located(place), "Path or http(s) address of its manifest: lines of package and version."),
});

const advisory = table({
  prefix: required(advisoryPrefix, "`DSA`, `ACME-SA`: before the number, and the name of the list's directory."),
  first: otherwise(whole(1, 1_000_000), 1, "The first number when the list is empty."),
});

const mail = table({
  from: required(email, "The sender of mails to people."),
  transport: otherwise(
    transport,
    "outbox",
    "`outbox` keeps mails to be seen on the desk, `sendmail` hands them to this machine's mail system, `smtp://host:port` relays.",
  ),
});

export const definition = table({
  name: required(name, "Short name of the distribution; part of suite and file names."),
  title: required(line, "The name as people know it."),
  contact: required(email, "The address in advisories and reject mails."),
  release: required(list(release, { atLeast: 1 }), "The releases, oldest first."),
  layer: required(list(layer, { atLeast: 1 }), "Tracker data; the first is the lowest, later ones lie over it."),
  person: required(list(person, { atLeast: 1 }), "Who works on the desk or uploads to it."),
  team: otherwise(list(team), [], "Groups of people.", "none"),
  policy: otherwise(policy, defaultsOf(policy), "The rules of the desk.", "each rule's default"),
  queue: required(list(queue, { atLeast: 1 }), "Apt suites that hold updates before release."),
  builder: otherwise(list(builder), [], "Machines that build, prove and test.", "none"),
  image: otherwise(list(image), [], "System images that are made from the releases.", "none"),
  audit: otherwise(list(audit), [], "Audits that come round, until somebody has recorded a run.", "none"),
  advisory: required(advisory, "How advisories are numbered."),
  mail: required(mail, "How mails leave."),
  intake: optional(intake, "Mail to the project's security address; absent for a desk that takes none."),
});

type RowOf<F> = F extends { read(...rest: never[]): infer R | undefined } ? NonNullable<R> : never;

/** The definition as it is written, with places; checked in itself but not against other tables. */
export type Definition = RowOf<typeof definition>;
export type ReleaseRow = Definition["release"][number];
export type SuiteRow = ReleaseRow["suite"][number];
export type PhaseRow = ReleaseRow["phase"][number];
export type PersonRow = Definition["person"][number];
export type AuditRow = Definition["audit"][number];
export type TeamRow = Definition["team"][number];
export type IntakeRow = NonNullable<Definition["intake"]>;
