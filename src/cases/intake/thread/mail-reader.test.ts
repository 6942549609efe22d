import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { SamedayError } from "../../../kernel/index.ts";
import type { MessageOpener, OpenedMail } from "../../../openpgp/index.ts";
import { type KeySource, keySource } from "../key-source.ts";
import { gather } from "../material.ts";
import { certificate, mailWith, NO_OPENER, OURS, STATE } from "../test-intake.ts";
import { createMailReader, type MailReader, type MailReaderOptions } from "./mail-reader.ts";

let reader: MailReader | undefined;
const make = (options?: MailReaderOptions): MailReader => {
  reader = createMailReader(options);
  return reader;
};
afterEach(() => reader?.close());

const ENVELOPE = { from: "rui@home.example" };
const PGP = [
  'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
  "MIME-Version: 1.0",
];
const ENCRYPTED = mailWith(
  PGP,
  "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n--b--\n",
);
const INSIDE = 'Content-Type: text/plain; protected-headers="v1"\nSubject: inside\n\nA flaw.\n';
const OPENED: OpenedMail = {
  plain: Buffer.from(INSIDE),
  integrity: "ok",
  fault: undefined,
  sessionKeys: 1,
  openedWith: "00FF",
  withCurrentKey: true,
  ciphertextHash: "ab",
  signatures: [{ state: "unknown-key", signer: undefined, made: undefined, weakHash: false, inFuture: false }],
  signaturePackets: Buffer.from([1]),
};
const RUI = certificate("33CC", "rui@home.example");
const FILED = { ...STATE, reporterKeys: new Map([["somebody@else.example", [RUI]]]) };

/** Notes with which keys it is asked. */
function openerThat(asked: unknown[]): MessageOpener {
  return {
    ...NO_OPENER,
    open: async (message, known) => {
      asked.push([Buffer.from(message).toString(), known]);
      return OPENED;
    },
    verifyDetached: async (data, packets, known) => {
      asked.push([Buffer.from(data).toString(), [...packets], known]);
      return [{ state: "good", signer: "33CC", made: STATE.now, weakHash: false, inFuture: false }];
    },
  };
}

describe("a mail that is read in the thread", () => {
  test("is read as it is here, with the same questions about the same keys", async () => {
    const here: unknown[] = [];
    const there: unknown[] = [];
    const { material } = await gather(ENCRYPTED, ENVELOPE, OURS, keySource(FILED, openerThat(here)));
    expect(await make().gather(ENCRYPTED, ENVELOPE, OURS, keySource(FILED, openerThat(there)))).toEqual(material);
    expect(material).toMatchObject({ inner: { subject: "inside" }, signature: { word: "good", signer: "33CC" } });
    expect([there, here.length]).toEqual([here, 2]);
    // The very same objects, which whoever remembers answers goes by.
    expect((there[1] as [unknown, unknown, unknown[]])[2].at(-1)).toBe(RUI);
  });

  test("is read as it is here, whatever it holds", async () => {
    const both = make();
    const source = keySource(STATE, { ...NO_OPENER, readCertificates: async () => NONE });
    const word = fc.constantFrom(
      "--b",
      "\n",
      "Content-Type: text/html",
      "Content-Type: message/rfc822",
      ": ",
      "<a href=x>",
      "é",
      "Subject",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(word, fc.string()), { maxLength: 30 }), async (words) => {
        const mail = mailWith(["Content-Type: multipart/mixed; boundary=b"], words.join(""));
        const { material } = await gather(mail, ENVELOPE, OURS, source);
        expect(await both.gather(mail, ENVELOPE, OURS, source)).toEqual(material);
      }),
      { numRuns: 30 },
    );
  });

  test("throws what its opening met, and the next is read", async () => {
    const away = new SamedayError("ROLE_KEY_UNAVAILABLE", "The role key's process does not answer.");
    const source: KeySource = { ...keySource(STATE, NO_OPENER), open: () => Promise.reject(away) };
    await expect(make().gather(ENCRYPTED, ENVELOPE, OURS, source)).rejects.toBe(away);
    expect(await reader?.gather(mailWith([]), ENVELOPE, OURS, source)).toMatchObject({ subject: "parser" });
  });

  test("is not read where it takes too long, and the next one is", async () => {
    // On a fast machine sixteen times as long as it may.
    const long = mailWith(["Content-Type: text/html"], "a <b>c</b> &amp; ".repeat(1_800_000));
    const source = keySource(STATE, NO_OPENER);
    expect(await make({ deadlineMs: 150 }).gather(long, ENVELOPE, OURS, source)).toBeUndefined();
    expect(await reader?.gather(mailWith([]), ENVELOPE, OURS, source)).toMatchObject({ subject: "parser" });
  });

  test("waits where the thread is ended with the desk", async () => {
    const source: KeySource = { ...keySource(STATE, NO_OPENER), near: () => new Promise(() => undefined) };
    const reading = make().gather(mailWith([]), ENVELOPE, OURS, source);
    const waits = expect(reading).rejects.toMatchObject({ code: "PROCESS_FAILED" });
    await reader?.close();
    await waits;
  });
});

const NONE = { certificates: [], secret: false, faults: [] };
