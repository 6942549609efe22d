import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessRunner } from "../kernel/index.ts";
import { clearSign, createSigningKey, exportPublicKey } from "../openpgp/index.ts";

/** A scripted person of a drill: plays a part with a key of their own, through the same doors as everybody. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: "full" | "assistant";
  readonly fingerprint: string;
  /** GNUPGHOME with the secret key, mode 0700. */
  readonly home: string;
  /** The public key, for the definition. */
  readonly keyFile: string;
}

/** pia prepares and uploads, leo reviews and approves; mo is there because an override needs two full members. */
const PARTS = [
  { id: "pia", name: "Pia (drill)", role: "assistant" },
  { id: "leo", name: "Leo (drill)", role: "full" },
  { id: "mo", name: "Mo (drill)", role: "full" },
] as const;

export interface Cast {
  readonly uploader: Actor;
  readonly approver: Actor;
  /** Has no lines. */
  readonly bystander: Actor;
}

/** Makes the people of a drill with fresh keys that expire in a month: they are worth nothing outside of it. */
export async function castPeople(runner: ProcessRunner, directory: string, now: Date): Promise<Cast> {
  // The public keys lie here, for the desk's processes to read; each home below is its actor's alone.
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const [uploader, approver, bystander] = await Promise.all([
    makeActor(PARTS[0]),
    makeActor(PARTS[1]),
    makeActor(PARTS[2]),
  ]);
  return { uploader, approver, bystander };

  async function makeActor(part: (typeof PARTS)[number]): Promise<Actor> {
    const email = `${part.id}@drill.invalid`;
    const home = join(directory, part.id);
    await mkdir(home, { recursive: true, mode: 0o700 });
    const expires = new Date(now.getTime() + 30 * 86_400_000);
    const fingerprint = await createSigningKey(runner, home, {
      userId: `${part.name} <${email}>`,
      created: now,
      expires,
    });
    const keyFile = join(directory, `${part.id}.asc`);
    await writeFile(keyFile, await exportPublicKey(runner, home, fingerprint), { mode: 0o644 });
    return { ...part, email, home, keyFile, fingerprint };
  }
}

/** The text, clear-signed by this person. */
export function signAs(runner: ProcessRunner, actor: Actor, text: string): Promise<string> {
  return clearSign(runner, { home: actor.home, fingerprints: [actor.fingerprint] }, text);
}
