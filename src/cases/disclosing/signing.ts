import { type Advisory, type Form, partsToSign } from "../../advisories/index.ts";
import type { KeptCase, KeptSignatures } from "../handling/kept.ts";
import type { DisclosingContext } from "./context.ts";
import { publisherKey } from "./publisher-key.ts";

/** Who signs documents and announcement, and how far that has come. */
export interface Signing {
  /** `desk`: with the role key, when it is told. `people`: on their own machines, before. `nobody`: it is told unsigned. */
  readonly by: "desk" | "people" | "nobody";
  /** Where people sign: whom it waits for, or who may be asked, by id; empty where the desk cannot say who has the key. */
  readonly holders: readonly string[];
  /** What was signed, whole and for what would be told now. */
  readonly made: Pick<KeptSignatures, "by" | "at"> | undefined;
}

/** How a plan is signed, and why it cannot be: as sentences, none when it can. */
export async function signingOf(
  context: DisclosingContext,
  { publisher }: Advisory,
  forms: readonly Form[],
  kept: Pick<KeptCase, "signatures">,
): Promise<{ readonly signing: Signing; readonly problems: readonly string[] }> {
  const named = publisher.openpgp;
  if (named === undefined) return { signing: { by: "nobody", holders: [], made: undefined }, problems: [] };
  if (context.intake.roleKey === "held") {
    const ours = await context.signer.fingerprint();
    const wrong = `The publisher's file names the key ${named.fingerprint}, and the desk signs with ${ours}. Name that key there.`;
    const problems = ours === named.fingerprint ? [] : [wrong];
    return { signing: { by: "desk", holders: [], made: undefined }, problems };
  }
  const key = await publisherKey(context, named);
  if (!key) {
    const problem = `The publisher's file names the key ${named.fingerprint}, which is neither the role key nor a key of somebody of the definition. Put its public part beside that file, and name it as key-file in [openpgp].`;
    return { signing: { by: "people", holders: [], made: undefined }, problems: [problem] };
  }
  const { signatures } = kept;
  const whole = signatures && isSignedWhole(signatures, publisher, forms);
  const made = whole ? { by: signatures.by, at: signatures.at } : undefined;
  return { signing: { by: "people", holders: key.holders, made }, problems: [] };
}

/** Whether these are by the key that the publisher names now, over everything of these forms that is signed. */
export function isSignedWhole(
  { key, made }: KeptSignatures,
  { openpgp }: Advisory["publisher"],
  forms: readonly Form[],
): boolean {
  return key === openpgp?.fingerprint && partsToSign(forms).every(({ hash }) => made[hash] !== undefined);
}

/** What a plan says while its signatures are missing. */
export function waitsForSignature(
  { holders }: Signing,
  { key, id, seen }: { readonly key: string; readonly id: string; readonly seen: string },
): string {
  const who = holders.length === 0 ? `whoever has the key ${key}` : `${holders.join(", ")}, who has the key`;
  const command = `sameday cases disclose ${id} --sign ${seen.slice(0, 16)}`;
  return `It is not signed yet. It waits for ${who}: \`${command}\` signs it on their own machine.`;
}
