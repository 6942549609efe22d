import type { Calls } from "../protocol.ts";
import { createCleartextMessage, createMessage, enums, sign as signMessage } from "./library.ts";
import type { OwnKey } from "./own-keys.ts";
import { whyUnfit } from "./unfit.ts";

type Job = Calls["sign"]["job"];
type Answer = Calls["sign"]["answer"];

const RSA: ReadonlySet<enums.publicKey> = new Set([enums.publicKey.rsaEncryptSign, enums.publicKey.rsaSign]);

/** Signs with the current key; an RSA key signs by gpg. */
export async function sign({ data, form, now }: Job, [current]: readonly OwnKey[]): Promise<Answer> {
  if (!current) return { refused: "There is no key to sign with." };
  const signing = await current.key.getSigningKey(undefined, now).catch(() => undefined);
  if (!signing) return { refused: `The current key cannot sign: ${await whyUnfit(current, "sign", now)}.` };
  if (RSA.has(signing.keyPacket.algorithm)) return { askGpg: current.fingerprint };
  try {
    return { signed: await signed(data, form, now, current) };
  } catch {
    return { refused: "The current key cannot sign: the secret half of its signing part is not here." };
  }
}

async function signed(data: Uint8Array, form: Job["form"], date: Date, { key }: OwnKey): Promise<string> {
  if (form === "detached") {
    const message = await createMessage({ binary: data, date });
    return signMessage({ message, signingKeys: [key], detached: true, date, format: "armored" });
  }
  const message = await createCleartextMessage({ text: new TextDecoder().decode(data) });
  return signMessage({ message, signingKeys: [key], date, format: "armored" });
}
