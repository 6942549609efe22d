import { describe, expect, test } from "vitest";
import type { Distribution, IntakeSettings } from "../../../distribution/index.ts";
import type { KeptMessage } from "../../handling/kept.ts";
import { certificate } from "../../intake/test-intake.ts";
import type { KeyFinding } from "../../keys/index.ts";
import type { Correspondence } from "./correspondence.ts";
import { planFor, senderFor, subjectFor } from "./plan.ts";
import { isSameText } from "./texts.ts";

const OURS = "security@example.org";
const RUI = "rui@home.example";
const NONE: KeyFinding = { found: undefined, revoked: [], passedOver: [], silent: [] };
const KNOWN: KeyFinding = { ...NONE, found: { certificate: certificate("AAAA", RUI), from: "WKD", news: "pinned" } };
const WRITER = { name: "Pia", title: "Example Linux" };

function mail(subject: string, reply: string, flags: readonly string[] = []): Correspondence["answered"] {
  const contents = {
    direction: "in",
    by: RUI,
    messageId: "<a1@home.example>",
    shown: { headers: [{ name: "Subject", text: subject, protected: true }], parts: [] },
    judgement: { reply, flags },
    encryptedTo: [],
  } as unknown as KeptMessage;
  return { id: "00", caseId: "SEC-2026-0001", at: new Date(0), arrival: null, contents };
}

const about = (cameEncrypted: boolean, answered = mail("flaw", "lookup_then_ask")): Correspondence => ({
  caseId: "SEC-2026-0001",
  reporter: RUI,
  cameEncrypted,
  answered,
  messages: [],
  inReplyTo: undefined,
  references: [],
});

describe("how an answer leaves", () => {
  test.each<[string, Correspondence, KeyFinding, string]>([
    ["encrypted in, key known", about(true), KNOWN, "encrypted"],
    ["encrypted in, none known", about(true), NONE, "ask-for-key"],
    ["clear in, key known", about(false), KNOWN, "encrypted"],
    ["clear in, none known", about(false), NONE, "clear"],
  ])("%s", (_name, correspondence, finding, how) => {
    expect(planFor(correspondence, finding, WRITER, "FFFF").how).toBe(how);
  });

  test("what could not be read is asked for again, without a word why", () => {
    const { asking } = planFor(about(true, mail("", "ask_resend", ["integrity_failure"])), NONE, WRITER, "AB12CD34");
    expect(asking).toContain("AB12 CD34");
    expect(asking).not.toMatch(/integrity|altered|decrypt/i);
  });

  test("a person is told of everything that was not used, and of whom nobody answered for", () => {
    const finding: KeyFinding = {
      found: undefined,
      revoked: [certificate("AAAA", RUI)],
      passedOver: [{ fingerprint: "BBBB", from: "WKD", why: "it has expired" }],
      silent: ["keyserver keys.example.net"],
    };
    const { because } = planFor(about(true, mail("", "manual", ["key_conflict"])), finding, WRITER, "FFFF");
    for (const word of ["AAAA", "BBBB (WKD)", "it has expired", "keys.example.net", "Another key", RUI]) {
      expect(because).toContain(word);
    }
  });
});

describe("subjects", () => {
  const neutral = `[SEC-2026-0001] Your message to ${OURS}`;
  test.each([
    ["flaw in libexample", "[SEC-2026-0001] Re: flaw in libexample"],
    ["Re: AW: [SEC-2026-0001] Re: flaw", "[SEC-2026-0001] Re: flaw"],
    ["[SEC-2026-0001] Re:  two\u2028lines ", "[SEC-2026-0001] Re: two lines"],
    ["...", neutral],
    ["", neutral],
  ])("%j is answered, encrypted, as %j", (theirs, ours) => {
    expect(subjectFor(about(true, mail(theirs, "none")), OURS, true)).toBe(ours);
  });

  test("in clear nothing of theirs stands in it", () => {
    expect(subjectFor(about(false, mail("flaw", "none")), OURS, false)).toBe(neutral);
  });
});

test("a person writes from a project address, else as the role, and nobody else does", () => {
  const people = [
    { id: "pia", name: "Pia", email: "Pia@Example.org" },
    { id: "vic", name: "Vic", email: "vic@example.org.evil.example" },
  ];
  const definition = { title: "Example Linux", people } as unknown as Distribution;
  const intake = { address: OURS } as IntakeSettings;
  expect(senderFor(definition, intake, "pia")).toMatchObject({ from: { address: "Pia@Example.org" }, replyTo: OURS });
  const asRole = { from: { name: "Vic, Example Linux", address: OURS }, replyTo: undefined };
  expect(senderFor(definition, intake, "vic")).toMatchObject(asRole);
  expect(() => senderFor(definition, intake, "desk")).toThrow(/people of the definition/);
});

test("a text is the same however a form has laid it out, and not with a word more", () => {
  expect(isSameText("a b\n\nc\n", " a\r\nb c")).toBe(true);
  expect(isSameText("a b c", "a b c d")).toBe(false);
});
