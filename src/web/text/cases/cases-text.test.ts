import { describe, expect, test } from "vitest";
import { exampleCases } from "../../../../tests/system/web-cases.ts";
import { CASES } from "../../../../tests/system/web-cases-scenes.ts";
import { clockLine } from "../../parts/cases/clocks.tsx";
import { cutBytes, cutLines } from "../cut.ts";
import { promise } from "./clocks.ts";
import { cryptoLine, shortKey } from "./crypto.ts";
import { missingOf } from "./missing.ts";
import { fieldHour, hourIn, isZone, readZone } from "./zone.ts";

const NOW = new Date("2026-11-21T14:02:30Z");
const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

test.each([
  ["UTC", "Sat 21 Nov 14:02 UTC"],
  ["Europe/Berlin", "Sat 21 Nov 14:02 UTC (15:02 Europe/Berlin)"],
  ["Asia/Tokyo", "Sat 21 Nov 14:02 UTC (23:02 Asia/Tokyo)"],
  ["Pacific/Auckland", "Sat 21 Nov 14:02 UTC (2026-11-22 03:02 Pacific/Auckland)"],
])("an hour in %s: %s", (zone, expected) => {
  expect(hourIn(NOW, zone, NOW)).toBe(expected);
  expect(hourIn(NOW, zone, new Date("2027-01-01T00:00:00Z"))).toBe(expected.replace("Nov ", "Nov 2026 "));
});

test.each([
  ["UTC", "2026-11-21T14:02"],
  ["Asia/Kolkata", "2026-11-21T19:32"],
])("a field for an hour in %s holds %s", (zone, expected) => expect(fieldHour(NOW, zone)).toBe(expected));

test.each([
  ["UTC", true],
  ["Europe/Berlin", true],
  ["America/Argentina/Buenos_Aires", true],
  ["Mars/Base", false],
  ["", false],
  ["Europe/Berlin; x", false],
  ["+01:00", false],
])("%j is a zone: %s", (zone, expected) => {
  expect(isZone(zone)).toBe(expected);
  expect(readZone(`a=b; sameday-zone=${encodeURIComponent(zone)}`)).toBe(expected ? zone : "UTC");
});

describe("what is missing", () => {
  test.each([
    [
      "Begin fix needs a priority (from A or B); a date (from A or B).",
      ["a priority|A or B|false", "a date|A or B|false"],
    ],
    [
      "Publish needs an hour: that is Tue 1 Dec 2026 13:00 UTC (14:00 Europe/Berlin), which the director may set aside with a reason.",
      ["an hour: that is Tue 1 Dec 2026 13:00 UTC (14:00 Europe/Berlin)||true"],
    ],
    [
      "Publish needs an hour, which the director may set aside with a reason; an advisory; an id (each from A or B), which the director may set aside with a reason; a word (from C); that it is not read yet.",
      [
        "an hour||true",
        "an advisory|A or B|true",
        "an id|A or B|true",
        "a word|C|false",
        "that it is not read yet||false",
      ],
    ],
  ])("%s", (sentence, expected) => {
    expect(missingOf(sentence)?.map(({ needs, from, setAside }) => `${needs}|${from}|${setAside}`)).toEqual(expected);
  });

  test("givers are named in a word or two", () => {
    const from =
      "the team's point person, a deputy of the point person or an assistant, who prepares and cannot release";
    expect(missingOf(`Begin fix needs a priority (from ${from}).`)?.[0]?.from).toBe(
      "point person, deputy or assistant",
    );
  });

  test("another sentence stays whole", () => expect(missingOf("Publish may be done by the director.")).toBeUndefined());
});

test.each([
  ["at its start", 0, 10, { now: 0, deadline: 100 }],
  ["in the middle", -5, 5, { now: 50, deadline: 100 }],
  ["late", -10, -5, { now: 100, deadline: 50 }],
  ["begun after its end", 5, -5, { now: 100, deadline: 0 }],
  ["without a length", 0, 0, { now: 100, deadline: 100 }],
])("a clock %s", (_what, start, end, expected) => {
  expect(clockLine({ startsAt: at(start), deadline: at(end) }, NOW)).toEqual(expected);
});

test("every clock of every open case of the example has words", async () => {
  const desk = await exampleCases();
  for (const { id, title } of await desk.list("pia", "open")) {
    if (title === null) continue;
    for (const clock of (await desk.show("pia", id)).clocks) expect(promise(clock)).toMatch(/^[a-z][a-z ,]+$/);
  }
});

describe("what protects a message", () => {
  test.each([
    [
      CASES.unreadable,
      0,
      "Encrypted to none of our keys: it was not opened.",
      "Not signed: nothing proves who wrote it.",
      true,
    ],
    [
      CASES.legal,
      0,
      "Not encrypted: anybody on its way could read it.",
      "Not signed: nothing proves who wrote it.",
      false,
    ],
    [
      CASES.quarantined,
      0,
      "Not encrypted: anybody on its way could read it.",
      "Signed by a key that we do not have: that proves nothing yet.",
      true,
    ],
    [
      CASES.fixing,
      4,
      "Encrypted to our key in part: what is not marked so may be anybody's.",
      "Signed by the key of alice@reporter.example.net, pinned Sat 12 Sep 14:02 UTC; it covers only the parts that say so below.",
      true,
    ],
    [CASES.fixing, 1, "Sent encrypted to …C2D3 F4A5 968B 7C0D.", "", false],
    [CASES.asked, 1, "A note among us; it went nowhere.", "", false],
  ] as const)("%s, message %i", async (id, index, secrecy, proof, doubt) => {
    const view = await (await exampleCases()).show("pia", id);
    const message = view.messages[index];
    if (!message) throw new Error("The example has no such message.");
    const keys = { reporterKey: view.reporterKey, reporter: view.kept.reporter };
    expect(cryptoLine(message, keys, NOW)).toEqual({ secrecy, proof, doubt });
  });

  test("a key is told apart by its end, and never by eight digits", () => {
    expect(shortKey("ABCDEF0123456789ABCDEF0123456789ABCDEF01")).toBe("…2345 6789 ABCD EF01");
  });
});

test.each(["", "one line", "two\nlines\n", '<&">'.repeat(500), "a\n".repeat(300)])(
  "a text is left whole by the bytes that it says it takes",
  (text) => {
    expect(cutLines(text, cutBytes(text)).left).toBe(0);
  },
);
