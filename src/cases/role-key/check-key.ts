import { type Clock, formatInstant, type ProcessRunner, SamedayError, toSamedayError } from "../../kernel/index.ts";
import { createKeyHolder, createMessageSealer, type KeyHolder, type OwnKeyFacts } from "../../openpgp/index.ts";
import { endingRoleKey } from "./ending-key.ts";

/** A secret key that was found fit to be the role's. */
export interface CheckedKey {
  readonly facts: OwnKeyFacts;
  /** What people should know before they publish it, one sentence each. */
  readonly warnings: readonly string[];
}

export interface CheckKeyOptions {
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  /** Ours; undefined where no definition says it. */
  readonly address: string | undefined;
  /** Days before its end from which is warned. */
  readonly warningDays: readonly number[];
}

const PROBE = Buffer.from("Whoever reads this can open what is encrypted to the role key.\n");

/**
 * Tries a secret key before it is installed: something is signed with it, encrypted to its public part, and opened again.
 * Throws INPUT_INVALID with the reason and what to do; nothing of the key is in any error.
 */
export async function checkRoleKey(secretKey: Uint8Array, options: CheckKeyOptions): Promise<CheckedKey> {
  const { runner, clock } = options;
  const holder = createKeyHolder({ secretKeys: [secretKey], runner, now: () => clock.now() });
  try {
    const facts = await factsOf(holder);
    refuseUnfit(facts, clock.now());
    await tryOut(holder, facts, clock);
    return { facts, warnings: warningsOf(facts, options) };
  } finally {
    await holder.close();
  }
}

async function factsOf(holder: KeyHolder): Promise<OwnKeyFacts> {
  const [facts] = await holder.keys().catch((thrown: unknown) => {
    const error = toSamedayError(thrown);
    if (error.code !== "INPUT_INVALID") throw error;
    throw refusal(
      error.message.includes("passphrase")
        ? "The key is protected by a passphrase, and the desk has to use it while nobody is there. Take the passphrase off a copy (`gpg --edit-key FINGERPRINT passwd`, then empty), and export that: the file's mode and a user of its own protect it here."
        : "The file does not hold exactly one secret OpenPGP key. Export it: gpg --armor --export-secret-keys FINGERPRINT",
    );
  });
  if (!facts) throw refusal("The file holds no secret key.");
  return facts;
}

/** With what is wrong, and what mends it; a key that was revoked is mended by nothing. */
function refuseUnfit({ revoked, expires, cannotEncrypt, cannotSign, fingerprint }: OwnKeyFacts, now: Date): void {
  if (revoked) throw refusal("The key is revoked: make and install another one.");
  if (expires && expires <= now) {
    throw refusal(
      `The key expired ${formatInstant(expires)}. Prolong it (\`gpg --quick-set-expire ${fingerprint} 2y\`, then the same with '*' behind it for its parts), or make another one.`,
    );
  }
  if (cannotEncrypt !== undefined) {
    throw refusal(
      `Nobody can encrypt to this key: ${cannotEncrypt}. \`gpg --quick-add-key ${fingerprint} cv25519 encr 2y\` makes a part that is good; then export it again.`,
    );
  }
  if (cannotSign !== undefined) {
    throw refusal(
      `The key signs nothing, and answers have to be signed: ${cannotSign}. \`gpg --quick-add-key ${fingerprint} ed25519 sign 2y\` makes a part that does; then export it again.`,
    );
  }
}

/** Through every step that a mail takes, gpg included where the key is RSA. */
async function tryOut(holder: KeyHolder, facts: OwnKeyFacts, clock: Clock): Promise<void> {
  const signature = await holder.sign(PROBE, "detached").catch((thrown: unknown) => {
    const { code, message } = toSamedayError(thrown);
    throw code === "INPUT_INVALID" ? refusal(message) : thrown;
  });
  const sealer = createMessageSealer(() => clock.now());
  try {
    const message = await sealer.seal(PROBE, signature, [facts.certificate]);
    const { plain } = await holder.opener.open(Buffer.from(message), []);
    if (plain && Buffer.compare(plain, PROBE) === 0) return;
  } finally {
    await sealer.close();
  }
  throw refusal(
    "The key does not open what is encrypted to it: the secret half of its encryption part is not in the file, as when it lies on a card.",
  );
}

function warningsOf(facts: OwnKeyFacts, { address, clock, warningDays }: CheckKeyOptions): readonly string[] {
  const warnings: string[] = [];
  if (facts.algorithm === "rsa") {
    warnings.push(
      "This is an RSA key: each mail is opened by gpg, which takes some tenths of a second. A key on Curve25519 is quicker and smaller.",
    );
  }
  if (address !== undefined && !facts.userIds.some((userId) => userId.toLowerCase().includes(address))) {
    warnings.push(`None of its user ids names ${address}: mail programs will not find it for that address.`);
  }
  const ending = endingRoleKey(facts, warningDays, clock.now());
  if (ending) warnings.push(`${ending.sentence} ${ending.next}`);
  return warnings;
}

function refusal(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
