import { expect, test } from "vitest";
import type { CaseMessageAnswer } from "../../api/index.ts";
import { createStyle } from "../style.ts";
import { messageHead, messagePage } from "./message-text.ts";

function withFlags(flags: readonly string[]): CaseMessageAnswer {
  const crypto = { layer: "none", decrypted: null, signature: "none", signer: null, signerMatchesFrom: null };
  const judgement = {
    disposition: "log_only",
    because: "",
    reply: "none",
    flags,
    attachments: [],
    command: "",
    crypto,
  };
  const message = { id: "1", direction: "in", at: "2026-11-20T09:30:00Z", by: "desk@example.org", delivery: null };
  return {
    ...message,
    judgement,
    sealed: null,
    encryptedTo: [],
    parts: [],
    headers: [],
  } as unknown as CaseMessageAnswer;
}

test.each([
  ["own_mail_loop", "Our own mail that came back, by its headers."],
  ["bulk", "From a mailing list or a bulk sender."],
  ["of_a_newer_desk", "of_a_newer_desk"],
  ["toString", "toString"],
])("the flag %s of a message is told as %j", (flag, sentence) => {
  const style = createStyle({ write: () => true, isTTY: false } as never, {});
  const look = { style, now: new Date("2026-11-23T06:00:00Z"), zone: "UTC" };
  expect(messageHead(withFlags([flag]), 1, look, "SEC-2026-0007")).toContain(`     ${sentence}`);
});

test.each([
  [
    "new_case",
    "Encrypted; the desk has no key. Nobody has opened it yet: sameday cases open SEC-2026-0007 --message 6.",
  ],
  // A copy of our own answer that came back waits for nobody.
  ["log_only", "Encrypted; the desk has no key."],
])("a sealed message that nobody opened, %s: %s", (disposition, sentence) => {
  const style = createStyle({ write: () => true, isTTY: false } as never, {});
  const look = { style, now: new Date("2026-11-23T06:00:00Z"), zone: "UTC" };
  const message = withFlags(["sealed_for_people"]);
  const judged = { ...message, judgement: { ...message.judgement, disposition } } as CaseMessageAnswer;
  expect(messageHead(judged, 6, look, "SEC-2026-0007")).toContain(`     ${sentence}`);
});

test("of an answer that the desk cannot read it is not said whether it is signed", () => {
  const style = createStyle({ write: () => true, isTTY: false } as never, {});
  const look = { style, now: new Date("2026-11-23T06:00:00Z"), zone: "UTC" };
  const answer = { ...withFlags([]), direction: "out", judgement: null, encryptedTo: ["A1B2"] } as CaseMessageAnswer;
  expect(messageHead(answer, 3, look, "SEC-2026-0007")).toContain("     Encrypted to A1B2.");
});

test.each([
  [[], "Not encrypted; signature: none."],
  [
    ["openpgp_not_recognised"],
    "In clear, but for something in it that looks encrypted and was not opened; signature: none.",
  ],
  [
    ["quoted_openpgp_block"],
    "In clear, but for something in it that looks encrypted and was not opened; signature: none.",
  ],
])("of a mail in clear with the flags %j is said %j", (flags, sentence) => {
  const style = createStyle({ write: () => true, isTTY: false } as never, {});
  const look = { style, now: new Date("2026-11-23T06:00:00Z"), zone: "UTC" };
  expect(messageHead(withFlags(flags), 1, look, "SEC-2026-0007")).toContain(`     ${sentence}`);
});

test("a sentence of the desk's own has no protection, and stands not beside what people opened themselves", () => {
  const style = createStyle({ write: () => true, isTTY: false } as never, {});
  const look = { style, now: new Date("2026-11-23T06:00:00Z"), zone: "UTC" };
  const parts = [{ what: "note", text: "[It was not opened.]", encrypted: false, signers: [] }];
  const message = { ...withFlags([]), parts } as CaseMessageAnswer;
  expect(messagePage(message, 1, look, "SEC-2026-0007")).toContain("part 1: [It was not opened.]");
  const sealed = { hash: "0", statements: [], contradictions: [], leading: null };
  const opened = { ...message, sealed } as unknown as CaseMessageAnswer;
  expect(messagePage(opened, 1, look, "SEC-2026-0007")).not.toContain("not opened");
});
