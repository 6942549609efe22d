import type { Person } from "../../distribution/index.ts";
import { type Approval, parseApproval } from "../../evidence/index.ts";
import { isSealedId, SamedayError } from "../../kernel/index.ts";
import type { SignerContext } from "../context.ts";
import { isPackage, type PreparedUpdate } from "../take/prepare-update.ts";
import { requireInTime } from "./approval-end.ts";
import { signedByPerson } from "./people.ts";
import { refusal } from "./refusal.ts";

/** Who said what, as the signer saw it itself. */
export interface Voice {
  readonly person: string;
  readonly fingerprint: string;
  readonly decision: Approval["decision"];
  readonly reason: string;
  /** What users will be told the update is for. */
  readonly told: Told;
}

/** The part of an approval that the advisory repeats. */
export type Told = Pick<Approval, "issues" | "regressionOf">;

export interface Voices {
  readonly good: readonly Voice[];
  /** Why others do not count, in the order in which they came. */
  readonly refused: readonly SamedayError[];
}

/**
 * Reads every approval text and keeps those that hold. One bad text does not spoil the others. `without` is what the
 * builders state to have built without.
 */
export async function hearVoices(
  context: SignerContext,
  update: PreparedUpdate,
  uploaders: readonly Person[],
  without: readonly string[],
  texts: readonly string[],
): Promise<Voices> {
  const good: Voice[] = [];
  const refused: SamedayError[] = [];
  for (const text of texts) {
    try {
      const {
        person,
        fingerprint,
        text: signed,
      } = await signedByPerson(context.runner, context.definition, Buffer.from(text));
      requireRight(person, uploaders);
      const approval = readApproval(signed, person);
      requireInTime(approval, person.id, context.clock.now(), context.definition.policy.approvalDays);
      requireSameUpdate(approval, update, person);
      requireSaysWithout(approval, without, person);
      const { decision, reason, issues, regressionOf } = approval;
      good.push({ person: person.id, fingerprint, decision, reason, told: { issues, regressionOf } });
    } catch (error) {
      if (!(error instanceof SamedayError)) throw error;
      refused.push(error);
    }
  }
  return { good, refused };
}

/** As many different people as the policy asks for took this decision. Throws with the first reason why one did not count. */
export function requireVoices(
  voices: Voices,
  decision: Approval["decision"],
  needed: number,
  why: string,
): readonly Voice[] {
  const byPerson = new Map(
    voices.good.filter((voice) => voice.decision === decision).map((voice) => [voice.person, voice]),
  );
  if (byPerson.size >= needed) return [...byPerson.values()];
  const [first] = voices.refused;
  const reasons = voices.refused.map((error) => ` ${error.message}`).join("");
  throw refusal(`${why} ${byPerson.size} of ${needed} needed full members did.${reasons}`, first?.code);
}

/** What all of these people approved alike. Throws SIGNER_REFUSED when they were shown different things. */
export function sameTold(voices: readonly Voice[]): Told {
  const [first, ...others] = voices;
  if (!first) throw refusal("Nobody said what the update is for.");
  const text = ({ told }: Voice): string => `issues ${told.issues.join(" ")}; regression of ${told.regressionOf}`;
  const other = others.find((voice) => text(voice) !== text(first));
  if (!other) return first.told;
  throw refusal(`${first.person} and ${other.person} approved different issues or advisories; one of them signs anew.`);
}

/** Users cannot be told of a name that nobody outside knows. Throws SIGNER_REFUSED. */
export function requirePublicNames({ issues }: Pick<Told, "issues">): void {
  const sealed = issues.filter(isSealedId);
  if (sealed.length === 0) return;
  throw refusal(`${sealed.join(" and ")} was approved by a sealed name; it has to be approved by its public one.`);
}

function requireRight(person: Person, uploaders: readonly Person[]): void {
  if (person.role !== "full") {
    throw refusal(`${person.id} is ${person.role}; only full members release.`, "SIGNER_NOT_ALLOWED");
  }
  if (uploaders.some((uploader) => uploader.id === person.id)) {
    throw refusal(`${person.id} uploaded this update; somebody else has to approve it.`, "SIGNER_NOT_ALLOWED");
  }
}

function readApproval(signed: string, person: Person): Approval {
  const { value, problems } = parseApproval(signed);
  if (value) return value;
  throw refusal(`What ${person.id} signed is not an approval: ${problems[0]?.message}`, "INPUT_INVALID");
}

function requireSameUpdate(approval: Approval, update: PreparedUpdate, person: Person): void {
  const same =
    approval.update === update.update &&
    approval.source === update.source &&
    approval.version === update.version &&
    approval.release === update.release;
  if (!same) {
    throw refusal(
      `${person.id} approved ${approval.source} ${approval.version} for ${approval.release}, update ${approval.update}.`,
    );
  }
  const listed = approval.files.map((file) => `${file.sha256}  ${file.name}`).sort();
  const expected = filesToApprove(update)
    .map((file) => `${file.sha256}  ${file.name}`)
    .sort();
  if (listed.join("\n") !== expected.join("\n"))
    throw refusal(`${person.id} approved other files or hashes.`, "HASH_MISMATCH");
}

/** Whoever approves a build without the newest packages of a suite has to have read that it is one. */
function requireSaysWithout({ builtWithout }: Approval, without: readonly string[], person: Person): void {
  if (builtWithout.join(" ") === without.join(" ")) return;
  const said = builtWithout.join(" ") || "none";
  throw refusal(`${person.id} approved it as built without ${said}; builders state: ${without.join(" ") || "none"}.`);
}

/** What an approval has to name: the .dsc and every package. */
function filesToApprove(update: PreparedUpdate): readonly { readonly name: string; readonly sha256: string }[] {
  return update.files.filter((file) => file.name.endsWith(".dsc") || isPackage(file));
}
