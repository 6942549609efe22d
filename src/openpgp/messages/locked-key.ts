import { SamedayError } from "../../kernel/index.ts";
import { parseStatus } from "../status.ts";

/** libgpg-error's numbers (`err-codes.h`) that are about the person or their card, and not about the message. */
const WHY: Readonly<Record<number, string>> = {
  11: "the passphrase was wrong",
  31: "the passphrase was wrong",
  62: "nobody answered in time",
  77: "gpg's agent does not run",
  78: "gpg's agent failed",
  85: "there is no pinentry to ask for the passphrase",
  86: "pinentry could not ask for the passphrase",
  87: "the card's PIN was wrong",
  91: "another card is in the reader",
  99: "the question for the passphrase was not answered",
  108: "the card could not be used",
  109: "the card has to be put in again",
  110: "the card was taken out",
  111: "the card could not be used",
  112: "the card is not in the reader",
  119: "no card can be read: gpg's card service is missing",
  120: "the card could not be used",
  130: "the card's PIN is blocked",
  177: "no passphrase was given",
  178: "no PIN was given",
  198: "the question for the passphrase was not answered",
};
/** What a number has below the part that says where it comes from, and the mark of one of the system's own. */
const CODE = 0xffff;
const OF_SYSTEM = 0x8000;

/** Throws KEY_LOCKED where gpg (its status lines) has the key and could not use it. */
export function requireUnlockedForGpg(stderr: string): void {
  for (const { keyword, args } of parseStatus(stderr)) {
    if (keyword !== "ERROR" || args[0] !== "pkdecrypt_failed") continue;
    const code = Number(args[1]) & CODE;
    const why = (code & OF_SYSTEM) === 0 ? WHY[code] : "there is no terminal on which gpg could ask for the passphrase";
    if (why !== undefined) throw locked(why);
  }
}

/** The same for sq, which says it in words alone. It asks at a terminal, and as our process it has none. */
export function requireUnlockedForSq(stderr: string): void {
  if (!/could not unlock|wrong password|incorrect password|No such device or address/i.test(stderr)) return;
  throw locked("its file has a password, for which sq cannot ask here; gpg, with the key in its keyring, can");
}

function locked(why: string): SamedayError {
  return new SamedayError("KEY_LOCKED", `Your key is there and could not be used: ${why}.`);
}
