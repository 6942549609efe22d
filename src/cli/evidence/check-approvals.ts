import type { EvidenceAnswer } from "../../api/index.ts";
import type { Person } from "../../distribution/index.ts";
import {
  builtWithout,
  type KnownKey,
  parseApproval,
  type Statement,
  signerOfEnvelope,
  verifyEnvelope,
} from "../../evidence/index.ts";
import { formatInstant, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { type EverSigned, everSignedClear } from "../../openpgp/index.ts";
import { deskStatement } from "./check-complete.ts";
import type { Check } from "./verify-bundle.ts";

/**
 * Each approval: signed by a full member of the definition who did not upload it, about the very packages of this bundle,
 * and with the suites that the builds went without; not used after its end, nor by a key that had ended.
 */
export async function checkApprovals(
  runner: ProcessRunner,
  bundle: EvidenceAnswer,
  known: readonly KnownKey[],
  people: readonly Person[] | undefined,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { person, decision, signed } of bundle.approvals) {
    const what = `${decision} by ${person}`;
    const owner = people?.find(({ id }) => id === person);
    if (!people) checks.push({ what, state: "unknown", says: "its signature needs the keys of a --definition" });
    else if (owner?.role !== "full")
      checks.push({ what, state: "bad", says: "the definition has no such full member" });
    else checks.push({ what, ...(await checkOne(runner, bundle, known, owner, signed, decision)) });
  }
  return checks;
}

async function checkOne(
  runner: ProcessRunner,
  bundle: EvidenceAnswer,
  known: readonly KnownKey[],
  owner: Person,
  signed: string,
  decision: string,
): Promise<Pick<Check, "state" | "says">> {
  try {
    const found = await everSignedClear(runner, { message: Buffer.from(signed), keyringFile: owner.keyFile });
    const publication = deskStatement(bundle, known, "publish");
    const standing = standingOf(found, owner, publication);
    if (standing.state === "bad") return standing;
    const { value } = parseApproval(Buffer.from(found.signedText).toString("utf8"));
    const { id, source, version, release } = bundle.update;
    const about =
      value?.decision === decision &&
      value.update === id &&
      value.source === source &&
      value.version === version &&
      value.release === release;
    if (!value || !about) return { state: "bad", says: "it is about something else" };
    if (uploaders(deskStatement(bundle, known, "source")).includes(owner.id)) {
      return { state: "bad", says: `${owner.id} uploaded it; somebody else has to approve it` };
    }
    const stated = knownStatements(bundle, known);
    const late = publishedAfter(value.until, publication);
    if (late) return { state: "bad", says: late };
    const without = builtWithout(stated).join(" ");
    if (value.builtWithout.join(" ") !== without) {
      return { state: "bad", says: `it does not say what builders state: built without ${without || "nothing"}` };
    }
    const named = (files: readonly NamedHash[]) => files.map(({ name, sha256 }) => `${sha256}  ${name}`).sort();
    const exact = named(value.files).join() === named(filesToApprove(bundle, publication)).join();
    return exact ? standing : { state: "bad", says: "it names other files than these" };
  } catch (error) {
    if (!(error instanceof SamedayError)) throw error;
    return { state: "bad", says: error.message };
  }
}

/**
 * What the signature is worth. A key that has ended since was good when the update was published, if it ended after that:
 * evidence is kept for longer than keys. Of a revoked one, files alone cannot tell whose hands it was in.
 */
function standingOf(
  found: EverSigned,
  owner: Person,
  publication: Statement | undefined,
): Pick<Check, "state" | "says"> {
  const says = "signed over exactly these files";
  if (owner.fingerprints.some((own) => found.fingerprints.includes(own))) return { state: "good", says };
  const lapsed = found.lapsed.find(({ fingerprint }) => owner.fingerprints.includes(fingerprint));
  if (!lapsed) return { state: "bad", says: "another key signed it" };
  const { countedUntil } = lapsed;
  if (!countedUntil) {
    return {
      state: "unknown",
      says: `its key was revoked, nobody can tell since when; ask ${owner.id} whether the word is theirs`,
    };
  }
  const end = formatInstant(countedUntil);
  if (publication && new Date(publication.predicate.started) < countedUntil) {
    return { state: "good", says: `${says}; it counted until ${end}, when it had been published` };
  }
  return { state: "bad", says: `its key or signature expired on ${end}` };
}

/** Everybody whose signature brought the source, as the desk stated when it came. */
function uploaders(source: Statement | undefined): readonly unknown[] {
  const { signer, uploaders: others } = (source?.predicate.findings ?? {}) as { signer?: unknown; uploaders?: unknown };
  return [signer, ...(Array.isArray(others) ? others : [])];
}

interface NamedHash {
  readonly name: string;
  readonly sha256: string;
}

/** The .dsc and every package: those that were published, by the desk's own statement; before that, as the bundle lists them. */
function filesToApprove({ files }: EvidenceAnswer, publication: Statement | undefined): readonly NamedHash[] {
  const listed = files.filter(({ role }) => role === "source" || role === "built");
  const all = publication?.subject.map(({ name, digest }) => ({ name, sha256: digest.sha256 })) ?? listed;
  return all.filter(({ name }) => /\.(?:dsc|u?deb)$/.test(name));
}

/** Why an approval had ended when it was used; undefined when it had not, or nothing is published, or it names no end. */
function publishedAfter(until: string, publication: Statement | undefined): string | undefined {
  if (!publication || until === "" || new Date(publication.predicate.started) < new Date(until)) return undefined;
  const [began, end] = [publication.predicate.started, until].map((at) => formatInstant(new Date(at)));
  return `it counted until ${end}, and the publication began on ${began}`;
}

function knownStatements(bundle: EvidenceAnswer, known: readonly KnownKey[]): Statement[] {
  return bundle.statements
    .filter(({ envelope }) => signerOfEnvelope(envelope, known) !== undefined)
    .map(({ envelope }) => verifyEnvelope(envelope, known).statement);
}
