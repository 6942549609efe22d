import {
  type Act,
  type Case,
  type CaseMessage,
  decide,
  type KeptCase,
  openCase,
  type Staff,
} from "../../src/cases/index.ts";
import { shippedPolicy } from "../../src/cases/policy/testing.ts";
import { ALICE, CLEAR, GOOD, judged, mail, ours, REPORT } from "./web-cases-mails.ts";
import { ago } from "./web-example.ts";

/** What the example's desk of cases holds: people, and a case of every kind, played through the real acts. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const utc = (at: Date) => ({ at, zone: "UTC" });
const berlin = (at: Date) => ({ at, zone: "Europe/Berlin" });

export const CASE_STAFF: Staff = {
  director: "dora",
  directorDeputy: "leo",
  teams: [
    { name: "network", lead: "leo", pointPerson: "pia", deputies: ["kit"], members: ["nils"] },
    { name: "browser", lead: "rosa", pointPerson: "paul", deputies: ["dina"], members: ["max"] },
    { name: "tooling", lead: "rosa", pointPerson: "jun", deputies: [], members: [] },
  ],
  assistants: ["mo"],
  auditors: ["ada"],
  absences: [
    { who: "paul", from: ago(2 * DAY), until: ago(-9 * DAY) },
    { who: "pia", from: ago(-20 * DAY), until: ago(-34 * DAY) },
  ],
};
/** A case with all that is kept of it. */
export interface Held {
  kept: KeptCase;
  readonly messages: CaseMessage[];
  readonly readBy: Map<string, Date>;
  readonly key: { readonly fingerprint: string; readonly since: Date } | undefined;
}

/** Ids of the example's cases by what each shows. */
export const CASES = {
  lesson: "SEC-2026-0001",
  published: "SEC-2026-0002",
  scheduled: "SEC-2026-0003",
  fixing: "SEC-2026-0004",
  triaged: "SEC-2026-0005",
  others: "SEC-2026-0006",
  asked: "SEC-2026-0007",
  legal: "SEC-2026-0008",
  quarantined: "SEC-2026-0009",
  unreadable: "SEC-2026-0010",
  unclaimed: "SEC-2026-0011",
} as const;

/** What the filter in front called spam, and is none. */
export const ASIDE = "SECNOISE-2026-0001";

/** Read once: every desk of the example has the same. */
export const POLICY = shippedPolicy("default");

type Step = readonly [by: string, at: Date, act: Act];

/** Every kind of case that a page can meet, by id. */
export async function exampleHeld(): Promise<Map<string, Held>> {
  const policy = await POLICY;
  const staff = CASE_STAFF;
  const held = new Map<string, Held>();
  const played = (theCase: Case, steps: readonly Step[]): Case =>
    steps.reduce((before, [by, at, act]) => {
      const outcome = decide(before, act, { by, at, staff, policy });
      if (!outcome.ok) throw new Error(`${before.id} ${act.act}: ${outcome.refusal.sentence}`);
      return outcome.theCase;
    }, theCase);
  const put = (
    theCase: Case,
    title: string,
    messages: CaseMessage[],
    more: Partial<KeptCase> & { key?: Held["key"] } = {},
  ) => {
    const { key, ...kept } = more;
    const reporter = "alice@reporter.example.net";
    held.set(theCase.id, {
      kept: { case: theCase, title, reporter, cameEncrypted: key !== undefined, advisory: "", ...kept },
      ...{ messages, readBy: new Map([["pia", ago(HOUR)]]), key },
    });
  };
  const received = (id: string, hours: number, how: Parameters<typeof openCase>[2] = {}): Case => {
    const theCase = openCase(id, ago(hours * HOUR), how);
    return how.arrival ? theCase : played(theCase, [["desk", ago(hours * HOUR - 30_000), { act: "acknowledge" }]]);
  };
  const key = (hours: number) => ({ fingerprint: ALICE, since: ago(hours * HOUR) });
  const settle = (by: string, hours: number): readonly Step[] => [
    [by, ago(hours * HOUR), { act: "begin-triage" }],
    [by, ago(hours * HOUR), { act: "set-severity", severity: "high" }],
    [by, ago(hours * HOUR), { act: "set-priority", priority: "urgent" }],
    [by, ago(hours * HOUR), { act: "set-expiry", expires: berlin(ago(-9 * DAY)) }],
    [by, ago(hours * HOUR), { act: "set-affected", affected: "0.4.8.1 to 0.4.8.12" }],
    [by, ago(hours * HOUR), { act: "begin-fix" }],
  ];
  put(
    played(received(CASES.asked, 22), [
      ["dina", ago(20 * HOUR), { act: "verdict", team: "browser", verdict: "not-mine" }],
    ]),
    "Use after free when a relay cell is truncated",
    [
      mail(
        "m-1",
        ago(22 * HOUR),
        "alice@reporter.example.net",
        REPORT,
        judged(GOOD, ["key_from_autocrypt"], {
          attachments: [
            {
              name: "cells.bin",
              mediaType: "application/octet-stream",
              encrypted: true,
              signers: [ALICE],
              secret: false,
              bytes: 40_960,
            },
            {
              name: "my-key.asc",
              mediaType: "application/pgp-keys",
              encrypted: true,
              signers: [ALICE],
              secret: true,
              bytes: 3_100,
            },
          ],
        }),
        "Use after free when a relay cell is truncated",
      ),
      ours("m-2", ago(20 * HOUR), "dina", "This is in the circuit code, so not ours. Looks real to me."),
    ],
    { key: key(22) },
  );
  put(
    received(CASES.legal, 3),
    "Request for records, court order 12-B",
    [
      mail(
        "m-3",
        ago(3 * HOUR),
        "clerk@court.example",
        "Please find attached a subpoena.",
        judged(CLEAR, ["route_legal_suggested"]),
        "Court order 12-B",
      ),
    ],
    { reporter: "clerk@court.example" },
  );
  put(
    received(CASES.quarantined, 5, { arrival: "quarantined" }),
    "Re: your key",
    [
      mail(
        "m-4",
        ago(5 * HOUR),
        "alice@reporter.example.net",
        "Here is my new key.",
        judged({ ...CLEAR, signature: "unknown_key" }, ["key_conflict", "reply_to_differs"], {
          disposition: "quarantine",
          because: "Another key than the one on file came for this address.",
          reply: "manual",
        }),
      ),
    ],
    { reporter: "" },
  );
  put(
    received(CASES.unreadable, 8, { arrival: "held_unreadable" }),
    "...",
    [
      mail(
        "m-5",
        ago(8 * HOUR),
        "bob@reporter.example.net",
        "",
        judged({ ...GOOD, decrypted: false, integrity: null, signature: "none", signer: null }, ["no_matching_key"], {
          disposition: "hold_unreadable",
          because: "It is encrypted to none of our keys.",
          reply: "ask_resend",
        }),
      ),
    ],
    { reporter: "bob@reporter.example.net" },
  );
  put(
    played(received(CASES.unclaimed, 40), [
      ["dina", ago(38 * HOUR), { act: "verdict", team: "browser", verdict: "not-mine" }],
      ["pia", ago(37 * HOUR), { act: "verdict", team: "network", verdict: "unsure" }],
      ["jun", ago(36 * HOUR), { act: "verdict", team: "tooling", verdict: "not-mine" }],
    ]),
    "The update check may be downgraded by whoever answers first",
    [mail("m-6", ago(40 * HOUR), "carol@reporter.example.net", "See https://updates.example/…", judged(CLEAR, []))],
    { reporter: "carol@reporter.example.net" },
  );
  put(
    played(received(CASES.triaged, 8 * 24), [
      ["pia", ago(7 * DAY), { act: "claim", team: "network" }],
      ["pia", ago(6 * DAY), { act: "begin-triage" }],
      ["pia", ago(6 * DAY), { act: "set-severity", severity: "medium" }],
    ]),
    "Bridge line parser reads one byte too far",
    [mail("m-7", ago(8 * DAY), "alice@reporter.example.net", "One byte, at the end of the line.", judged(GOOD, []))],
    { key: key(8 * 24) },
  );
  const leaky = played(received(CASES.fixing, 70 * 24), [
    ["pia", ago(69 * DAY), { act: "claim", team: "network" }],
    ...settle("pia", 68 * 24),
    ["desk", ago(67 * DAY), { act: "wrote" }],
    ["kit", ago(60 * DAY), { act: "review" }],
    ["pia", ago(50 * DAY), { act: "reporter-date", hour: berlin(ago(-60 * DAY)) }],
    ["pia", ago(49 * DAY), { act: "give-id", id: "CVE-2026-44601" }],
    ["leo", ago(2 * DAY), { act: "invite", who: "max", reason: "He wrote the parser.", until: ago(-5 * DAY) }],
  ]);
  const talk = Array.from({ length: 14 }, (_, at) =>
    at % 2 === 0
      ? mail(
          `t-${at}`,
          ago((66 - at) * DAY),
          "alice@reporter.example.net",
          `${REPORT}\n`.repeat(at === 12 ? 12 : 1),
          judged(
            at === 4 ? { ...GOOD, signature: "partial" } : GOOD,
            at === 4 ? ["signature_covers_part_only", "mixed_encrypted_cleartext", "html_remote"] : [],
          ),
        )
      : ours(`t-${at}`, ago((66 - at) * DAY), "pia", "Thank you, we see it too.", {
          to: [ALICE],
          delivery: at === 13 ? "waits" : "sent",
        }),
  );
  put(leaky, "Memory disclosure in the directory parser", talk, { key: key(70 * 24) });
  put(
    played(received(CASES.scheduled, 20 * 24), [
      ["pia", ago(19 * DAY), { act: "claim", team: "network" }],
      ...settle("pia", 18 * 24),
      ["kit", ago(3 * DAY), { act: "review" }],
      ["leo", ago(3 * DAY), { act: "review" }],
      ["pia", ago(3 * DAY), { act: "fix-ready" }],
      ["pia", ago(2 * DAY), { act: "schedule", hour: berlin(ago(-28 * HOUR)) }],
    ]),
    "A consensus with 2^16 entries is read for ever",
    [mail("m-8", ago(20 * DAY), "alice@reporter.example.net", REPORT, judged(GOOD, []))],
    { key: key(20 * 24), advisory: 'id = "EXSA-2026-0004"\ntitle = "A consensus is read for ever"\n' },
  );
  put(
    played(received(CASES.others, 30), [["dina", ago(29 * HOUR), { act: "claim", team: "browser" }]]),
    "Letterboxing leaks the true size of the window",
    [
      mail(
        "m-9",
        ago(30 * HOUR),
        "dave@reporter.example.net",
        "See the attached page.",
        judged(CLEAR, ["html_active_content"]),
      ),
    ],
    { reporter: "dave@reporter.example.net" },
  );
  const publishedSteps: readonly Step[] = [
    ["pia", ago(39 * DAY), { act: "claim", team: "network" }],
    ...settle("pia", 38 * 24),
    ["kit", ago(20 * DAY), { act: "review" }],
    ["leo", ago(20 * DAY), { act: "review" }],
    ["pia", ago(20 * DAY), { act: "fix-ready" }],
    ["pia", ago(20 * DAY), { act: "schedule", hour: utc(ago(5 * DAY)) }],
    ["pia", ago(6 * DAY), { act: "check-advisory", valid: true }],
    ["pia", ago(6 * DAY), { act: "give-id", id: "CVE-2026-44597" }],
    ["pia", ago(6 * DAY), { act: "credit", credit: "Alice Reporter" }],
    ["pia", ago(6 * DAY), { act: "tell-reporter" }],
    ["pia", ago(5 * DAY - HOUR), { act: "publish" }],
  ];
  put(
    played(received(CASES.published, 40 * 24), publishedSteps),
    "Hidden service descriptors are accepted twice",
    [mail("m-10", ago(40 * DAY), "alice@reporter.example.net", REPORT, judged(GOOD, []))],
    { key: key(40 * 24) },
  );
  put(
    played(received(CASES.lesson, 40 * 24), [
      ...publishedSteps,
      [
        "pia",
        ago(DAY),
        {
          act: "learn",
          lesson: "A helper took modules from its caller.\n\nNow it does not.",
          rule: "python-isolation-shebang",
        },
      ],
    ]),
    "A length that was trusted",
    [mail("m-11", ago(40 * DAY), "alice@reporter.example.net", REPORT, judged(GOOD, []))],
    { key: key(40 * 24) },
  );
  put({ ...openCase(ASIDE, ago(2 * DAY)), state: "noise" }, "Signature check of the updater can be skipped", [
    mail(
      "a-1",
      ago(2 * DAY),
      "bob@reporter.example.net",
      REPORT,
      judged(CLEAR, [], { disposition: "triage_noise", because: "The filter in front says that it is spam." }),
    ),
  ]);
  return held;
}
