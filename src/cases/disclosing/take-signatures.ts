import { dirname } from "node:path";
import { type Advisory, type Form, type PartToSign, partsToSign } from "../../advisories/index.ts";
import { SamedayError, type Sha256 } from "../../kernel/index.ts";
import { type Certificate, hashOfSignature } from "../../openpgp/index.ts";
import { ACTS } from "../case/index.ts";
import { clearColumns } from "../handling/acts/clear-columns.ts";
import type { KeptCase } from "../handling/kept.ts";
import { rolesOf } from "../handling/people/access.ts";
import { type Look, lookOf, mayReadContents } from "../handling/reads/look.ts";
import { changeCase, noSuchCase, readCase } from "../records/index.ts";
import type { DisclosingContext } from "./context.ts";
import { examineAdvisory } from "./forms-of-case.ts";
import { publisherKey } from "./publisher-key.ts";

/** What somebody signs on their own machine, with all that it is made from, so that they can make it anew and compare. */
export interface ToSign {
  /** Primary fingerprint of the key that the publisher's file names. */
  readonly key: string;
  readonly record: string;
  /** The publisher's file as it lies at the desk. */
  readonly publisher: Uint8Array;
  readonly parts: readonly Omit<PartToSign, "bytes">[];
}

/** A signature and the hash of the bytes that it is for. */
export interface HandedSignature {
  readonly hash: Sha256;
  readonly signature: string;
}

/** Signed text is a mail's, a signature a few hundred bytes. */
const LONGEST = 512 * 1024;

/** See `DisclosureDesk.toSign`. */
export async function whatToSign(context: DisclosingContext, by: string, id: string): Promise<ToSign> {
  const look = await lookOf(context, by);
  const { contents } = await readCase<KeptCase>(context.vault, id, by, (found) => {
    requireReleaser(found.contents, id, look);
  });
  const { advisory, forms, publisher } = signable(context, contents);
  const key = await requireKey(context, advisory);
  const parts = partsToSign(forms).map(({ path, how, hash }) => ({ path, how, hash }));
  return { key: key.fingerprint, record: contents.advisory, publisher, parts };
}

/** See `DisclosureDesk.sign`. */
export async function takeSignatures(
  context: DisclosingContext,
  by: string,
  id: string,
  handed: readonly HandedSignature[],
): Promise<void> {
  const look = await lookOf(context, by);
  const { contents } = await readCase<KeptCase>(context.vault, id, by, (found) => {
    requireReleaser(found.contents, id, look);
  });
  const { advisory, forms } = signable(context, contents);
  const key = await requireKey(context, advisory);
  const given = new Map(handed.map(({ hash, signature }) => [hash, signature.replaceAll("\r\n", "\n")]));
  const made: Record<Sha256, string> = {};
  for (const part of partsToSign(forms)) {
    const signature = given.get(part.hash);
    if (signature === undefined) {
      throw new SamedayError(
        "CONFLICT",
        `There is no signature for ${part.path} as it is now; look at the plan again.`,
      );
    }
    await requireSigned(context, part, signature, key);
    made[part.hash] = signature;
  }
  const { vault, clock, policy } = context;
  await vault.store.transaction((trx) =>
    changeCase<KeptCase>(vault, trx, id, by, ({ contents: now }) => {
      requireReleaser(now, id, look);
      if (now.advisory !== contents.advisory) {
        throw new SamedayError("CONFLICT", "Somebody changed the advisory at the same moment; look at the plan again.");
      }
      return {
        columns: clearColumns(now.case, policy),
        contents: { ...now, signatures: { by, at: clock.now(), key: key.fingerprint, made } },
        action: "signed advisory",
      };
    }),
  );
}

/** Whoever may tell the world may sign what it is told. Throws NOT_FOUND for who has no part in it, CASE_REFUSED for others. */
function requireReleaser({ case: theCase }: KeptCase, id: string, look: Look): void {
  if (!mayReadContents(theCase, look)) throw noSuchCase(id);
  if (rolesOf(theCase, look).some((role) => ACTS.publish.roles.includes(role))) return;
  throw new SamedayError("CASE_REFUSED", "What the world is told is signed by whoever may publish the case.");
}

interface Signable {
  readonly advisory: Advisory;
  readonly forms: readonly Form[];
  readonly publisher: Uint8Array;
}

function signable(context: DisclosingContext, kept: KeptCase): Signable {
  if (context.intake.roleKey === "held") {
    throw new SamedayError("CASE_REFUSED", "The desk holds the role key and signs by itself when the world is told.");
  }
  const directory = dirname(context.definitionFile);
  const { record, forms, publisher } = examineAdvisory(kept.advisory, directory, context.clock.now());
  if (!record) {
    throw new SamedayError("CASE_REFUSED", "There is no advisory without errors; `sameday advisory check` names them.");
  }
  return { advisory: record.advisory, forms, publisher };
}

async function requireKey(context: DisclosingContext, { publisher }: Advisory): Promise<Certificate> {
  if (publisher.openpgp === undefined) {
    throw new SamedayError("CASE_REFUSED", "The publisher's file names no key: nothing of this is signed.");
  }
  const found = await publisherKey(context, publisher.openpgp);
  if (found) return found.certificate;
  throw new SamedayError("CASE_REFUSED", "The desk does not have the public part of the key that the publisher names.");
}

/** Throws SIGNATURE_BAD or SIGNER_UNKNOWN unless it is one good signature by the key over exactly these bytes. */
async function requireSigned(
  { opener }: DisclosingContext,
  { path, how, bytes }: PartToSign,
  signature: string,
  key: Certificate,
): Promise<void> {
  const bad = (why: string): SamedayError => new SamedayError("SIGNATURE_BAD", `The signature for ${path} ${why}.`);
  if (signature.length > LONGEST) throw bad("is larger than any that is expected here");
  const read = how === "clear" ? await opener.verifyClearText(Buffer.from(signature), [key]) : undefined;
  if (how === "clear" && (!read || !signature.startsWith("-----BEGIN PGP SIGNED MESSAGE-----\n"))) {
    throw bad("is not exactly one clear-signed text");
  }
  if (read && lines(read.text) !== lines(Buffer.from(bytes).toString("utf8"))) throw bad("is over another text");
  const facts = read ? read.signatures : await opener.verifyDetached(bytes, Buffer.from(signature), [key]);
  const [fact] = facts;
  if (!fact || facts.length > 1) throw bad("is not exactly one signature");
  if (fact.state === "unknown-key") {
    throw new SamedayError("SIGNER_UNKNOWN", `The signature for ${path} is not by the key ${key.fingerprint}.`);
  }
  if (fact.state !== "good") throw bad("does not hold, or its key has ended or was revoked");
  // The mail around it says so (RFC 3156, section 5).
  if (how === "beside" && hashOfSignature(signature) !== "pgp-sha512") throw bad("is not over SHA-512");
}

/** Lines as clear-signing knows them: without blanks at their ends, and without empty ones at the end (RFC 9580, section 7.1). */
function lines(text: string): string {
  return text.replaceAll(/[ \t\r]+$/gm, "").replace(/\n+$/, "");
}
