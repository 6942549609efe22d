import { describe, expect, test } from "vitest";
import type { Flag } from "./flags.ts";
import type { Disposition } from "./judgement.ts";
import { applyChanges } from "./state.ts";
import { certificate, judgeClear, mailWith, OURS, SENT, STATE } from "./test-intake.ts";

type Row = readonly [name: string, headers: readonly string[], disposition: Disposition, flags: readonly Flag[]];

const report = (type: string): string => `Content-Type: multipart/report; report-type=${type}; boundary=b`;

const IN_REPLY = "In-Reply-To: <somebody@else.example>";

const NOISE: readonly Row[] = [
  ["SpamAssassin", ["X-Spam-Status: Yes, score=9.1"], "triage_noise", []],
  ["SpamAssassin's flag", ["X-Spam-Flag: YES"], "triage_noise", []],
  ["rspamd", ["X-Spam: Yes"], "triage_noise", []],
  ["rspamd's action", ["X-Rspamd-Action: add header"], "triage_noise", []],
  ["rspamd's result", ["X-Spamd-Result: default: True [16.2 / 15.0]"], "triage_noise", []],
  ["no spam", ["X-Spam-Status: No, score=-0.1"], "new_case", []],
  ["the filter in front is above what came with it", ["X-Spam-Status: No", "X-Spam-Status: Yes"], "new_case", []],
  ["a list", ["List-Id: Weekly <weekly.news.example>"], "triage_noise", ["bulk"]],
  ["unsubscribe", ["List-Unsubscribe: <mailto:out@news.example>"], "triage_noise", ["bulk"]],
  ["precedence", ["Precedence: list"], "triage_noise", ["bulk"]],
  ["our own address is a list", ["List-Id: <security.desk.example>", "Precedence: list"], "new_case", []],
  ["words alone", ["Subject: BOUNTY!!! viagra, urgent"], "new_case", []],
  ["an answer to us that the filter dislikes", ["X-Spam: Yes", `In-Reply-To: ${SENT}`], "append_case_unverified", []],
];

const MACHINES: readonly Row[] = [
  ["auto-replied", ["Auto-Submitted: auto-replied (vacation)"], "log_only", ["auto_submitted"]],
  ["auto-generated", ["Auto-Submitted: auto-generated"], "log_only", ["auto_submitted"]],
  ["Auto-Submitted: no", ["Auto-Submitted: no"], "new_case", []],
  ["an old responder", ["X-Autoreply: yes"], "log_only", ["auto_submitted"]],
  ["an old responder in bulk", ["Precedence: auto_reply"], "log_only", ["auto_submitted"]],
  ["a vacation that says bulk", ["Precedence: bulk", "Auto-Submitted: auto-replied"], "log_only", ["auto_submitted"]],
  ["out of office", ["Subject: Out of Office: Re: parser", IN_REPLY], "log_only", ["auto_submitted"]],
  ["Abwesenheit", ["Subject: Abwesenheitsnotiz: parser", IN_REPLY], "log_only", ["auto_submitted"]],
  ["odpowiedź", ["Subject: Automatyczna odpowiedź: parser", IN_REPLY], "log_only", ["auto_submitted"]],
  ["자동", ["Subject: 자동 회신: parser", IN_REPLY], "log_only", ["auto_submitted"]],
  ["réponse", ["Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_parser?=", IN_REPLY], "log_only", ["auto_submitted"]],
  [
    "words of DMARC in the subject alone",
    ["Subject: Report domain: desk.example Submitter: rui, a flaw"],
    "new_case",
    [],
  ],
  ["a person about one", ["Subject: Re: Automatic reply: parser"], "new_case", []],
  ["a person about an office", ["Subject: Out of bounds write in the office suite"], "new_case", []],
  ["a disposition notification", [report("disposition-notification")], "log_only", ["auto_submitted"]],
  ["a delivery report", [report("delivery-status")], "delivery_report", ["dsn"]],
  [
    "one of an old system",
    ["From: Mail System <MAILER-DAEMON@mx.example>", "X-Failed-Recipients: a@b.example"],
    "delivery_report",
    ["dsn"],
  ],
  ["a person called postmaster", ["From: postmaster@mx.example"], "new_case", []],
  [
    "DMARC",
    ["Subject: Report Domain: desk.example Submitter: mx.example Report-ID: <1>", "Content-Type: application/gzip"],
    "triage_noise",
    ["machine_report"],
  ],
  [
    "DMARC, as a large sender tries it out",
    [
      "Subject: [Preview] Report Domain: desk.example Submitter: mx.example Report-ID: 1",
      "Content-Type: application/zip",
    ],
    "triage_noise",
    ["machine_report"],
  ],
  ["TLS", ["TLS-Report-Domain: desk.example"], "triage_noise", ["machine_report"]],
  ["abuse", [report("feedback-report")], "triage_noise", ["machine_report"]],
  ["our own", [`From: Desk <${OURS}>`], "log_only", ["own_mail_loop"]],
  [
    "a list in front that wrote our address into From",
    [`From: Rui via Security <${OURS}>`, "Reply-To: rui@home.example", "List-Id: <security.desk.example>"],
    "quarantine",
    ["reply_to_differs"],
  ],
  ["our own, by X-Loop", [`X-Loop: ${OURS}`], "log_only", ["own_mail_loop"]],
];

const SENDERS: readonly Row[] = [
  ["no From", ["-From"], "quarantine", ["no_from"]],
  ["a From without an address", ["From: somebody"], "quarantine", ["no_from"]],
  ["two From", ["From: a@b.example", "From: c@d.example"], "quarantine", ["multiple_from"]],
  ["two in one From", ["From: a@b.example, c@d.example"], "quarantine", ["multiple_from"]],
  ["our address as a name", [`From: "${OURS}" <eve@evil.example>`], "new_case", []],
  ["Reply-To elsewhere", ["Reply-To: all@list.example"], "new_case", ["reply_to_differs"]],
  ["Reply-To the same", ["Reply-To: RUI@home.example"], "new_case", []],
  [
    "many addressees",
    [`Cc: ${Array.from({ length: 101 }, (_, i) => `a${i}@b.example`).join(", ")}`],
    "new_case",
    ["many_recipients"],
  ],
  ["staff, unsigned", ["From: ines@desk.example"], "quarantine", ["staff_address_unauthenticated"]],
  ["a header beyond the limit", [`X-Long: ${"a".repeat(140_000)}`], "reject", ["header_limit"]],
  [
    "a line end in the subject",
    ["Subject: =?utf-8?q?x=0D=0ABcc:_v@w.example?="],
    "new_case",
    ["control_chars_in_subject"],
  ],
];

const THREADS: readonly Row[] = [
  ["an answer to us", [`References: <x@y.example> ${SENT}`], "append_case_unverified", ["unproven_thread_reference"]],
  ["a guessed case in the subject", ["Subject: Re: [DESK-2026-0007]"], "new_case", ["unproven_thread_reference"]],
  ["one that there is not", ["Subject: Re: [DESK-2026-9999]"], "new_case", ["unproven_thread_reference"]],
  ["a CVE in the subject", ["Subject: [CVE-2026-1234] parser"], "new_case", []],
  ["an answer to somebody else", ["In-Reply-To: <x@y.example>"], "new_case", []],
];

describe.each([
  ["noise is what headers say", NOISE],
  ["machines", MACHINES],
  ["who sent it", SENDERS],
  ["threads", THREADS],
])("%s", (_group, rows) => {
  test.each(rows)("%s", async (_name, headers, disposition, flags) => {
    const judgement = await judgeClear(mailWith(headers));
    expect(judgement.disposition).toBe(disposition);
    expect(judgement.flags).toEqual(expect.arrayContaining([...flags]));
    if (flags.length === 0) expect(judgement.flags.filter((flag) => flag !== "unproven_thread_reference")).toEqual([]);
  });
});

describe("an acknowledgement goes out by itself", () => {
  test("for a report", async () => expect((await judgeClear(mailWith([]))).autoAck).toBe(true));

  test.each<[string, readonly string[], string | undefined]>([
    ["to the null sender", [], ""],
    ["to a bystander's domain", [], "victim@elsewhere.example"],
    ["where nobody reads", ["From: no-reply@home.example"], "no-reply@home.example"],
    ["to a list's own address", ["From: owner-talk@home.example"], "owner-talk@home.example"],
    ["where none is wanted", ["X-Auto-Response-Suppress: OOF, AutoReply"], "rui@home.example"],
    ["to a forged sender", ["Authentication-Results: mx.desk.example; dmarc=fail"], "rui@home.example"],
    ["to staff", ["From: ines@desk.example"], "ines@desk.example"],
    ["to a machine", ["Auto-Submitted: auto-generated"], "rui@home.example"],
  ])("not %s", async (_name, headers, envelope) => {
    expect((await judgeClear(mailWith(headers), envelope)).autoAck).toBe(false);
  });
});

describe("what came before", () => {
  test("a second delivery, with another trace, is a duplicate; other words under the same id are not", async () => {
    const first = await judgeClear(mailWith([]));
    const after = applyChanges(STATE, first.changes);
    expect((await judgeClear(mailWith(["Received: from x by y; now"]), undefined, after)).disposition).toBe(
      "duplicate",
    );
    expect((await judgeClear(mailWith([], "Another flaw.\n"), undefined, after)).disposition).toBe("new_case");
  });

  test("a copy with headers of a machine, or in another encoding, that is sent first makes no report vanish", async () => {
    for (const [header, disposition] of [
      [`X-Loop: ${OURS}`, "log_only"],
      ["X-Spam-Flag: YES", "triage_noise"],
      ["Content-Transfer-Encoding: base64", "new_case"],
    ] as const) {
      const copy = await judgeClear(mailWith([header]));
      expect(copy.disposition).toBe(disposition);
      const after = applyChanges(STATE, copy.changes);
      expect((await judgeClear(mailWith([]), undefined, after)).disposition).toBe("new_case");
    }
  });

  test("a failed delivery marks our message once; one of somebody else's message marks none", async () => {
    const dsn = (id: string): Uint8Array =>
      mailWith(
        ["From: MAILER-DAEMON@mx.example", report("delivery-status")],
        `--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nAction: failed\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: ${id}\n--b--\n`,
      );
    const { changes } = await judgeClear(dsn(SENT), "");
    expect(changes).toContainEqual({ kind: "undelivered", messageId: SENT });
    expect(applyChanges(STATE, changes).undelivered).toEqual(new Set([SENT]));
    expect((await judgeClear(dsn("<none@of.ours>"), "")).changes.map(({ kind }) => kind)).toEqual(["message-seen"]);
  });

  test("a key on file is what a clear mail is answered with", async () => {
    const reporterKeys = new Map([["rui@home.example", [certificate("22BB", "rui@home.example")]]]);
    expect((await judgeClear(mailWith([]), undefined, { ...STATE, reporterKeys })).reply).toBe("encrypt:22BB");
    const old = { ...certificate("22BB", "rui@home.example"), expires: new Date("2026-11-01T00:00:00Z") };
    const expired = { ...STATE, reporterKeys: new Map([["rui@home.example", [old]]]) };
    expect((await judgeClear(mailWith([]), undefined, expired)).reply).toBe("ask_for_key_or_clear");
  });
});

test.each<[string, string, readonly Flag[]]>([
  ["a court", "In accordance with a court order you must hand over logs.", ["route_legal_suggested"]],
  ["ein Gericht", "Anbei ein Auskunftsersuchen der Staatsanwaltschaft.", ["route_legal_suggested"]],
  ["a password", "I forgot my password, how do I reset it?", ["route_support_suggested"]],
  ["ein Programm", "Das Programm startet nicht unter Windows 7.", ["route_support_suggested"]],
  ["a report", "The length is not checked, so a request of 4097 bytes overwrites the stack.", []],
])("%s suggests a route", async (_name, text, flags) => {
  expect((await judgeClear(mailWith([], `${text}\n`))).flags).toEqual(flags);
});

describe("what a handler sees", () => {
  const shown = async (headers: readonly string[], body: string) => (await judgeClear(mailWith(headers, body))).shown;

  test("HTML as text, and of two forms the plain one alone where both say the same", async () => {
    const both = await shown(
      ["Content-Type: multipart/alternative; boundary=b"],
      "--b\n\nThe flaw.\n--b\nContent-Type: text/html\n\n<p>The <b>flaw</b>.</p>\n--b--\n",
    );
    expect(both.parts.map(({ text }) => text.trim())).toEqual(["The flaw."]);
    const more = await shown(
      ["Content-Type: multipart/alternative; boundary=b"],
      "--b\n\nSee HTML.\n--b\nContent-Type: text/html\n\n<p>The flaw.</p>\n--b--\n",
    );
    expect(more.parts.map(({ text }) => text.trim())).toEqual(["See HTML.", "The flaw."]);
  });

  test("controls as symbols, parts by themselves, files by safe names", async () => {
    const judgement = await judgeClear(
      mailWith(
        ["Content-Type: multipart/mixed; boundary=b"],
        `--b\n\none\x1b[2J\n--b\n\ntwo\n--b\nContent-Disposition: attachment; filename="../../etc/x\u202Etxt.exe"\n\nx\n--b--\n`,
      ),
    );
    expect(judgement.shown.parts.map(({ text }) => text.trim())).toEqual(["one␛[2J", "two"]);
    expect(judgement.flags).toEqual(expect.arrayContaining(["control_chars", "filename_sanitised"]));
    expect(judgement.attachments[0]?.name).not.toMatch(/[/\\\u202e]/);
  });
});

describe("a multipart in which no part begins", () => {
  const textOf = async (type: string, body: string) => {
    const { shown, flags } = await judgeClear(mailWith([type], body));
    return { flags, text: shown.parts.map(({ text }) => text).join() };
  };

  test.each([
    ["no boundary", "Content-Type: multipart/mixed"],
    ["another boundary", "Content-Type: multipart/alternative; boundary=other"],
  ])("is a text: %s", async (_name, type) => {
    expect((await textOf(type, "--b\nContent-Type: text/plain\n\nIt crashes.\n--b--\n")).text).toContain("It crashes.");
  });

  test("stays closed where a limit kept it whole", async () => {
    const inner = Array.from(
      { length: 60 },
      (_, at) => `--b${at}\nContent-Type: multipart/mixed; boundary=b${at + 1}\n\n`,
    );
    const found = await textOf("Content-Type: multipart/mixed; boundary=b0", `${inner.join("")}--b60\n\nhidden\n`);
    expect(found.flags).toContain("mime_depth_limit");
    expect(found.text).not.toContain("hidden");
  });
});
