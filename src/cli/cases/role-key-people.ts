import type { HoldersAnswer, OwnCopyAnswer, ProcedureAnswer, SealedClient } from "../../api/index.ts";
import { SamedayError, sha256 } from "../../kernel/index.ts";
import type { KeyParts } from "../../openpgp/index.ts";
import { openDesk } from "../desk/session.ts";
import type { CommandContext } from "../frame/context.ts";
import { ownKeyring } from "../frame/own-keyring.ts";
import { printable } from "../printable.ts";
import { line } from "./line.ts";
import { ownProgram } from "./own-program.ts";
import { inWords, ownZone } from "./when.ts";
import { writeNewFile } from "./write-new-file.ts";

/** Options of what people do with a role key that they hold. */
export interface PeopleOptions {
  readonly desk: string | undefined;
  readonly sq: string | undefined;
  readonly signWith: string | undefined;
  readonly output: string | undefined;
}

/** How the role key stands, and for whom each step waits; with `look`, the places are asked now. */
export async function tellRoleKey(context: CommandContext, { desk }: PeopleOptions, look: boolean): Promise<void> {
  const { sealed } = await openDesk(context, desk);
  tellProcedure(context, look ? await sealed.look() : await sealed.roleKey());
}

function tellProcedure(context: CommandContext, state: ProcedureAnswer): void {
  context.answer(state, () => printable(procedureLines(context, state).join("\n")));
}

/** For terminals: the key, then each step with what waits, for whom and until when. */
export function procedureLines(context: CommandContext, { current, steps }: ProcedureAnswer): readonly string[] {
  const zone = ownZone(context);
  const ends = current?.ends ? `, ends ${inWords(current.ends, zone)}` : "";
  return [
    current === null
      ? "No role key was handed out yet."
      : `${current.fingerprint}, encrypted to ${current.subkey}${ends}`,
    ...steps.map(({ step, done, waitsFor, until, sentence }) => {
      const whom = waitsFor.length === 0 ? "" : ` Waits for ${waitsFor.join(", ")}`;
      const when = until && !done ? `${whom === "" ? " Until" : ", until"} ${inWords(until, zone)}.` : whom && ".";
      return `${done ? "done" : "due "}  ${step.padEnd(10)}  ${line(sentence)}${whom}${when}`;
    }),
  ];
}

/**
 * Exports the youngest decryption subkey of the role key from one's own keyring, seals it to every other holder, and hands the
 * sealed copies in. The secret part is in this process's memory and in pipes alone.
 */
export async function distribute(context: CommandContext, given: string, options: PeopleOptions): Promise<void> {
  const { sealed } = await openDesk(context, options.desk);
  const told = await sealed.holders();
  const openpgp = await import("../../openpgp/index.ts");
  const { createMessageSealer, exportOwnPublicKey, exportSecretSubkey, readKeyParts, toBinaryKeys } = openpgp;
  const roleKey = given.replace(/\s/g, "").toUpperCase();
  const keyring = await ownKeyring(context);
  const certificate = toBinaryKeys(await exportOwnPublicKey(context.processes, keyring, roleKey));
  const subkey = youngest(await readKeyParts(context.processes, certificate), context.clock.now());
  const others = told.holders.filter(({ id }) => id !== told.you.id);
  const recipients = await Promise.all(others.map((holder) => recipientOf(context, holder)));
  const program = await ownProgram(context, options, { fingerprints: told.you.fingerprints, openedBy: roleKey });
  const sealer = createMessageSealer(() => context.clock.now());
  const copies: { person: string; sealed: Uint8Array }[] = [];
  try {
    if (recipients.length > 0) {
      const secret = await exportSecretSubkey(context.processes, keyring, subkey);
      const signature = await program.detachSign(secret);
      for (const { person, keys } of recipients) {
        copies.push({ person, sealed: Buffer.from(await sealer.seal(secret, signature, keys)) });
      }
      secret.fill(0);
    }
  } finally {
    await sealer.close();
  }
  const { formatCopiesWord } = await import("../../cases/index.ts");
  const word = formatCopiesWord({
    ...{ desk: told.desk, roleKey, subkey, certificate: sha256(certificate) },
    copies: copies.map((copy) => ({ person: copy.person, hash: sha256(copy.sealed) })),
    ...{ person: told.you.id, made: context.clock.now() },
  });
  context.progress.note(word);
  tellProcedure(context, await sealed.handIn({ signed: await program.clearSign(word), certificate, copies }));
}

function youngest({ parts, fingerprint }: KeyParts, now: Date): string {
  const usable = parts.find(({ revoked, expires }) => !revoked && (!expires || expires > now));
  if (usable) return usable.fingerprint;
  throw new SamedayError(
    "INPUT_INVALID",
    `${fingerprint} has no part that can be encrypted to now: add one with gpg --quick-add-key.`,
  );
}

async function recipientOf(
  context: CommandContext,
  { id, keys }: HoldersAnswer["holders"][number],
): Promise<{ readonly person: string; readonly keys: readonly [Uint8Array, ...Uint8Array[]] }> {
  const { readCertificates } = await import("../../openpgp/index.ts");
  const usable: Uint8Array[] = [];
  const why: string[] = [];
  for (const key of keys) {
    const { certificates } = await readCertificates(Buffer.from(key, "base64"), context.clock.now());
    usable.push(...certificates.filter(({ canEncrypt, revoked }) => canEncrypt && !revoked).map(({ bytes }) => bytes));
    why.push(
      ...certificates.flatMap(({ fingerprint, cannotEncrypt: lack }) => (lack ? [`${fingerprint}: ${lack}`] : [])),
    );
  }
  const [first, ...more] = usable;
  if (first) return { person: id, keys: [first, ...more] };
  throw new SamedayError(
    "INPUT_INVALID",
    `The definition's key file of ${id} has no key that can be encrypted to${why.length === 0 ? "" : ` (${why.join("; ")})`}.`,
  );
}

/**
 * Opens one's own copy, looks whether it is what it is said to be, takes it into one's own keyring (or, for sq, into a new
 * file), tries it out, and signs a receipt.
 */
export async function receive(context: CommandContext, options: PeopleOptions): Promise<void> {
  const { sealed } = await openDesk(context, options.desk);
  const [copy, told] = [await sealed.ownCopy(), await sealed.holders()];
  const certificate = Uint8Array.from(Buffer.from(copy.certificate, "base64"));
  const program = await ownProgram(context, options, { fingerprints: told.you.fingerprints, openedBy: copy.roleKey });
  const secret = await openCopy(context, copy, told, program.lend);
  if (options.output !== undefined) await writeNewFile(options.output, secret);
  else {
    const { importIntoKeyring } = await import("../../openpgp/index.ts");
    await importIntoKeyring(context.processes, await ownKeyring(context), secret);
  }
  secret.fill(0);
  await tryOut(context, { ...options, sq: options.output ?? options.sq }, copy, certificate);
  await sendReceipt(context, sealed, copy, told, (text) => program.clearSign(text));
}

async function openCopy(
  context: CommandContext,
  { sealed, hash, madeBy, roleKey, subkey }: OwnCopyAnswer,
  { holders }: HoldersAnswer,
  lend: Parameters<typeof import("../../openpgp/index.ts").createLentOpener>[0],
): Promise<Uint8Array> {
  const { createLentOpener, keyIdsOf, readCertificates } = await import("../../openpgp/index.ts");
  const bytes = Uint8Array.from(Buffer.from(sealed, "base64"));
  if (sha256(bytes) !== hash)
    throw new SamedayError("DESK_SUSPECT", "The copy is not the one whose hash is on record.");
  const makers = holders.find(({ id }) => id === madeBy)?.keys ?? [];
  const now = context.clock.now();
  const read = await Promise.all(makers.map((key) => readCertificates(Buffer.from(key, "base64"), now)));
  const opener = createLentOpener(lend, { runner: context.processes, now: () => context.clock.now() });
  const opened = await opener
    .open(
      bytes,
      read.flatMap(({ certificates }) => certificates),
    )
    .finally(() => opener.close());
  if (!opened.plain) throw new SamedayError("NOT_FOUND", "None of your keys opens the copy.");
  if (!opened.signatures.some(({ state }) => state === "good")) {
    throw new SamedayError("SIGNATURE_BAD", `The copy has no good signature by ${madeBy}, who made it: do not use it.`);
  }
  const { certificates, secret } = await readCertificates(opened.plain, now);
  const [key] = certificates;
  const hasPart = key && keyIdsOf(key.bytes).has(subkey.slice(-16).toLowerCase());
  if (!secret || !key || key.fingerprint !== roleKey || !hasPart) {
    throw new SamedayError(
      "INPUT_INVALID",
      "What was sealed to you is not the secret part of the role key that the desk names.",
    );
  }
  return opened.plain;
}

/** Something is encrypted to the public part, and opened with what was received. */
async function tryOut(
  context: CommandContext,
  options: PeopleOptions,
  { roleKey }: OwnCopyAnswer,
  certificate: Uint8Array,
): Promise<void> {
  const { createLentOpener, encryptTo, sessionKeyByKeyring, sessionKeyBySq, sqEdition } = await import(
    "../../openpgp/index.ts"
  );
  const runner = context.processes;
  const probe = Buffer.from(context.random.bytes(32));
  const message = await encryptTo(runner, { keys: certificate, fingerprints: [roleKey] }, probe);
  const lend =
    options.sq === undefined
      ? sessionKeyByKeyring(runner, await ownKeyring(context))
      : sessionKeyBySq(runner, await sqEdition(runner), { keyFile: options.sq, openedBy: roleKey });
  const opener = createLentOpener(lend, { runner, now: () => context.clock.now() });
  const { plain } = await opener.open(Buffer.from(message), []).finally(() => opener.close());
  if (plain && Buffer.compare(plain, probe) === 0) return;
  throw new SamedayError("INPUT_INVALID", "The key that you received does not open what is encrypted to the role key.");
}

async function sendReceipt(
  context: CommandContext,
  sealed: SealedClient,
  copy: OwnCopyAnswer,
  told: HoldersAnswer,
  sign: (text: string) => Promise<string>,
): Promise<void> {
  const { formatReceiptWord } = await import("../../cases/index.ts");
  const word = formatReceiptWord({
    ...{ desk: told.desk, roleKey: copy.roleKey, subkey: copy.subkey, copy: copy.hash },
    ...{ person: told.you.id, made: context.clock.now() },
  });
  context.progress.note(word);
  tellProcedure(context, await sealed.receive(await sign(word)));
}
