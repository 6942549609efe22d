import { createHash, createHmac } from "node:crypto";
import type { Distribution, Person } from "../distribution/index.ts";
import { type Clock, type ProcessRunner, type Random, SamedayError } from "../kernel/index.ts";
import { usableKeyFiles, verifyClearsigned } from "../openpgp/index.ts";
import { appendAudit, type SessionTable, type Store } from "../store/index.ts";
import { challengeText, nonceOf } from "./challenge-text.ts";
import { hashPassword, passwordFits } from "./password.ts";
import { addressKey, countTry, forgetTries } from "./throttle.ts";
import { newTotpSecret, totpAddress, totpStep } from "./totp.ts";
import { createTurns, type Place } from "./turns.ts";

export interface AccountsOptions {
  readonly store: Store;
  readonly definition: Distribution;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly random: Random;
  /** Stands in challenges, so that a signature for one desk is worth nothing at another. */
  readonly publicUrl: string;
}

export interface PasswordWish {
  readonly person: string;
  readonly password: string;
  readonly code: string;
  readonly address: string;
}

export interface OpenedSession {
  readonly token: string;
  readonly expires: Date;
}

const MINUTE = 60_000;
const CHALLENGE_MS = 10 * MINUTE;
const LINK_MS = 15 * MINUTE;
const SESSION_MS = 12 * 60 * MINUTE;
const IDLE_MS = 2 * 60 * MINUTE;
/** Of Node's four threads for such work two stay free, which files need; each hash takes 32 MiB and about 0.3 s. */
const PASSWORDS = { atOnce: 2, inside: 34 } as const;
/** How stale `last_seen_at` may be: reading a page should not write a row each time. */
const SEEN_EVERY_MS = MINUTE;
/** A hash of nothing that anybody knows: an unknown person costs as much time as a wrong password. */
const NOBODY = `scrypt$32768$8$3$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Who is at the desk. Tokens are kept as hashes only; every way in is throttled by person and address. */
export type Accounts = ReturnType<typeof createAccounts>;

export function createAccounts(options: AccountsOptions) {
  const { store, definition, clock, random, publicUrl } = options;
  const { db } = store;

  const passwords = createTurns(PASSWORDS);
  const personNamed = (id: string): Person | undefined => definition.people.find((person) => person.id === id);

  return {
    /** Whose session a token opens; null when it is unknown, idle too long, expired, or the person has left. */
    async session(token: string): Promise<Person | null> {
      const now = clock.now();
      const row = await db
        .selectFrom("session")
        .selectAll()
        .where("token_sha256", "=", hashOf(token))
        .executeTakeFirst();
      if (!row || row.expires_at <= now || now.getTime() - row.last_seen_at.getTime() > IDLE_MS) return null;
      if (now.getTime() - row.last_seen_at.getTime() > SEEN_EVERY_MS) {
        await db
          .updateTable("session")
          .set({ last_seen_at: now })
          .where("token_sha256", "=", row.token_sha256)
          .execute();
      }
      return personNamed(row.person) ?? null;
    },

    /** Throws NOT_LOGGED_IN for any wrong part, without saying which; NOT_ALLOWED while throttled; TOO_BUSY. */
    async passwordLogin(wish: PasswordWish): Promise<OpenedSession> {
      // Before it counts: who is turned away here did not try.
      const place = passwords.enter();
      try {
        return await tryPassword(wish, place);
      } finally {
        place.leave();
      }
    },

    /**
     * A text to clear-sign, good for ten minutes and once. Answered for unknown people too: it says nothing about who
     * exists. An address that asks for many and answers none has to wait (NOT_ALLOWED).
     */
    async challenge(personId: string, address: string): Promise<string> {
      const now = clock.now();
      await countTry(store, [textsFor(address)], now);
      const nonce = Buffer.from(random.bytes(24)).toString("base64url");
      const expires = new Date(now.getTime() + CHALLENGE_MS);
      const text = challengeText({ publicUrl, person: personId.slice(0, 64), nonce, expires });
      if (personNamed(personId)) {
        await db.deleteFrom("challenge").where("expires_at", "<", now).execute();
        await db.insertInto("challenge").values({ nonce, person: personId, text, expires_at: expires }).execute();
      }
      return text;
    },

    /** Throws SIGNATURE_BAD, SIGNER_UNKNOWN, SIGNER_NOT_ALLOWED (signed by somebody else), NOT_LOGGED_IN (unknown, used or late). */
    async challengeLogin(signedText: string, address: string): Promise<OpenedSession> {
      const now = clock.now();
      const keys = [`address ${addressKey(address)}`];
      await countTry(store, keys, now);
      const person = await answeredBy(signedText, now);
      await forgetTries(store, [...keys, textsFor(address)]);
      return open(person, "openpgp");
    },

    /** A one-time link's token: whoever holds it may log in as that person within a quarter of an hour. */
    async createLink(personId: string): Promise<string> {
      if (!personNamed(personId)) throw new SamedayError("NOT_FOUND", `The definition names nobody ${personId}.`);
      const token = newToken();
      const now = clock.now();
      await store.transaction(async (trx) => {
        const expires_at = new Date(now.getTime() + LINK_MS);
        await trx
          .insertInto("login_link")
          .values({ token_sha256: hashOf(token), person: personId, expires_at })
          .execute();
        await appendAudit(trx, {
          at: now,
          actor: "administrator",
          action: "login link",
          object: personId,
          details: {},
        });
      });
      return token;
    },

    /** Throws NOT_LOGGED_IN when the link is unknown, was used, or is too old. */
    async linkLogin(token: string, address: string): Promise<OpenedSession> {
      const now = clock.now();
      const keys = [`address ${addressKey(address)}`];
      await countTry(store, keys, now);
      const row = await db
        .updateTable("login_link")
        .set({ used_at: now })
        .where("token_sha256", "=", hashOf(token))
        .where("used_at", "is", null)
        .where("expires_at", ">", now)
        .returning("person")
        .executeTakeFirst();
      const person = row && personNamed(row.person);
      if (person) {
        await forgetTries(store, keys);
        return open(person, "link");
      }
      throw new SamedayError("NOT_LOGGED_IN", "This link was used already, or is too old.");
    },

    /** Sets a password and makes a new authenticator secret; answers its `otpauth:` address, shown once. */
    async setPassword(personId: string, password: string): Promise<string> {
      if (!personNamed(personId)) throw new SamedayError("NOT_FOUND", `The definition names nobody ${personId}.`);
      if (password.length < 12) throw new SamedayError("INPUT_INVALID", "A password has at least 12 characters.");
      const secret = newTotpSecret(random);
      const place = passwords.enter();
      const hash = await place.turn(() => hashPassword(password, random)).finally(() => place.leave());
      const row = {
        password_hash: hash,
        totp_secret: secret,
        totp_last_step: 0,
        changed_at: clock.now(),
      };
      await store.transaction(async (trx) => {
        await trx
          .insertInto("account")
          .values({ person: personId, ...row })
          .onConflict((conflict) => conflict.column("person").doUpdateSet(row))
          .execute();
        await trx.deleteFrom("session").where("person", "=", personId).execute();
        await appendAudit(trx, {
          at: clock.now(),
          actor: personId,
          action: "password set",
          object: personId,
          details: {},
        });
      });
      return totpAddress(secret, personId);
    },

    async logout(token: string): Promise<void> {
      await db.deleteFrom("session").where("token_sha256", "=", hashOf(token)).execute();
    },

    /** What forms of this session carry; it follows from the token, so nothing needs to be kept. */
    csrf(token: string): string {
      return createHmac("sha256", token).update("sameday form").digest("base64url");
    },
  };

  async function tryPassword(wish: PasswordWish, place: Place): Promise<OpenedSession> {
    const keys = [`person ${wish.person}`, `address ${addressKey(wish.address)}`];
    const now = clock.now();
    await countTry(store, keys, now);
    const account = await db.selectFrom("account").selectAll().where("person", "=", wish.person).executeTakeFirst();
    const fits = await place.turn(() => passwordFits(wish.password, account?.password_hash ?? NOBODY));
    const step = account ? totpStep(account.totp_secret, wish.code, now, account.totp_last_step) : null;
    const person = personNamed(wish.person);
    const taken =
      fits && account && person && step !== null && (await takeStep(wish.person, account.totp_last_step, step));
    if (!taken) throw new SamedayError("NOT_LOGGED_IN", "Name, password and code do not fit together.");
    await forgetTries(store, keys);
    return open(person, "password");
  }

  /** Takes the step when nobody took it since: of two logins with one code at once only one succeeds. */
  async function takeStep(person: string, before: number, step: number): Promise<boolean> {
    const taken = await db
      .updateTable("account")
      .set({ totp_last_step: step })
      .where("person", "=", person)
      .where("totp_last_step", "=", before)
      .returning("person")
      .executeTakeFirst();
    return taken !== undefined;
  }

  async function answeredBy(signedText: string, now: Date): Promise<Person> {
    // One person's damaged key file locks nobody else out, and its path is nothing for strangers.
    const keyringFile = await usableKeyFiles(definition.people.map((person) => person.keyFile));
    if (keyringFile.length === 0) throw new SamedayError("SIGNATURE_BAD", "No key of any person can be read.");
    const verified = await verifyClearsigned(options.runner, { message: Buffer.from(signedText), keyringFile });
    const text = Buffer.from(verified.signedText).toString("utf8");
    const row = await db
      .updateTable("challenge")
      .set({ used_at: now })
      .where("nonce", "=", nonceOf(text))
      .where("used_at", "is", null)
      .where("expires_at", ">", now)
      .returningAll()
      .executeTakeFirst();
    // The same for a name that nobody has, so that a challenge tells strangers nothing of who works here.
    if (!row || row.text !== text)
      throw new SamedayError(
        "NOT_LOGGED_IN",
        "This challenge was used already, is too old, or was asked for under a name that nobody here has.",
      );
    const person = personNamed(row.person);
    if (person?.fingerprints.some((own) => verified.fingerprints.includes(own))) return person;
    throw new SamedayError("SIGNER_NOT_ALLOWED", `The challenge was for ${row.person}, and somebody else signed it.`);
  }

  async function open(person: Person, how: SessionTable["how"]): Promise<OpenedSession> {
    const token = newToken();
    const now = clock.now();
    const expires = new Date(now.getTime() + SESSION_MS);
    await store.transaction(async (trx) => {
      await trx.deleteFrom("session").where("expires_at", "<", now).execute();
      const times = { created_at: now, last_seen_at: now, expires_at: expires };
      await trx
        .insertInto("session")
        .values({ token_sha256: hashOf(token), person: person.id, how, ...times })
        .execute();
      await appendAudit(trx, { at: now, actor: person.id, action: "login", object: person.id, details: { how } });
    });
    return { token, expires };
  }

  function newToken(): string {
    return Buffer.from(random.bytes(32)).toString("base64url");
  }
}

/** Texts to sign have a count of their own: asking for them costs rows, and says nothing about a password. */
function textsFor(address: string): string {
  return `texts ${addressKey(address)}`;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
