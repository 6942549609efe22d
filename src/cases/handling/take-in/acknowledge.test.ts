import { expect, test } from "vitest";
import type { Certificate } from "../../../openpgp/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptMessage } from "../kept.ts";
import { acknowledgement } from "./acknowledge.ts";
import type { Arrived } from "./arrived.ts";

const ROLE = "A".repeat(40);
const REPORTER = "B".repeat(40);

/** The part of a desk and of a mail that an acknowledgement is made of. */
function made(roleKey: "held" | "sealed", replyKey: Partial<Certificate> | undefined) {
  const context = {
    intake: { address: "security@example.org", roleKey },
    definition: { title: "Example" },
    clock: { now: () => new Date("2026-11-22T12:00:00Z") },
    random: { bytes: (count: number) => new Uint8Array(count) },
  } as unknown as HandlingContext;
  const arrived = {
    arrival: { id: "a1", envelope: { from: "alice@reporter.example.net" } },
    judgement: { disposition: "new_case", replyKey, changes: [], shown: { headers: [], parts: [] } },
    state: { roleFingerprints: [ROLE] },
  } as unknown as Arrived;
  const { message, letter } = acknowledgement(context, arrived, "SEC-2026-0001");
  return { contents: message.contents as KeptMessage, letter: letter("m1").letter };
}

test("what the desk itself answered is shown as it leaves: signed by the role key, encrypted where a key is known", () => {
  const { contents, letter } = made("held", { fingerprint: REPORTER });
  expect(contents.shown.parts).toMatchObject([{ encrypted: true, signers: [ROLE] }]);
  expect(contents.encryptedTo).toEqual([REPORTER, ROLE]);
  expect(letter.encryptTo).toHaveLength(1);
  const clear = made("held", undefined);
  expect(clear.contents.shown.parts).toMatchObject([{ encrypted: false, signers: [ROLE] }]);
  expect([clear.contents.encryptedTo, clear.letter.attachKey]).toEqual([[], true]);
});

test("where people hold the role key it leaves neither signed nor encrypted, and says so", () => {
  const { contents, letter } = made("sealed", { fingerprint: REPORTER });
  expect(contents.shown.parts).toMatchObject([{ encrypted: false, signers: [] }]);
  expect([contents.encryptedTo, letter.encryptTo]).toEqual([[], []]);
});
