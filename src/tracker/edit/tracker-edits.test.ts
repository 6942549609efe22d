import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseList } from "../format/parse-list.ts";
import { parseNeeded } from "../format/parse-needed.ts";
import type { Note } from "../format/types.ts";
import { addNote, setNotForUs, takeOutNotForUs } from "./comments.ts";
import { dropNeeded, takeNeeded } from "./needed.ts";
import { LINE_STATES, lineSays, lineWithBug, type Saying } from "./says.ts";
import { setReleaseNote } from "./set-note.ts";
import { plainAscii } from "./splice.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const text = (content: Uint8Array): string => Buffer.from(content).toString("latin1");
const refused = (code: string) => expect.objectContaining({ code });
const TODAY = new Date("2026-11-21T23:00:00Z");
const ADA = { name: "Ada Lovelace", today: TODAY };

describe("what a line says", () => {
  test.each<[Saying, string | undefined, string]>([
    [{ state: "fixed", version: "8.5-1" }, undefined, "8.5-1"],
    [{ state: "fixed", version: "8.5-1", bug: 77, urgency: "low" }, undefined, "8.5-1 (bug #77; low)"],
    [{ state: "unfixed" }, "bookworm", "<unfixed>"],
    [{ state: "unfixed", urgency: "unimportant" }, undefined, "<unfixed> (unimportant)"],
    [{ state: "undetermined" }, undefined, "<undetermined>"],
    [{ state: "not-affected", reason: "Introduced in (2.0)" }, undefined, "<not-affected> (Introduced in (2.0))"],
    [{ state: "no-dsa", reason: "Minor issue" }, "bookworm", "<no-dsa> (Minor issue)"],
    [{ state: "postponed", reason: "Next DSA" }, "bookworm", "<postponed> (Next DSA)"],
    [{ state: "ignored", reason: "Too intrusive" }, "bookworm", "<ignored> (Too intrusive)"],
    [{ state: "end-of-life" }, "bookworm", "<end-of-life>"],
    [{ state: "itp", bug: 5 }, undefined, "<itp> (bug #5)"],
    [{ state: "removed" }, undefined, "<removed>"],
    [{ state: "withdrawn", reason: "ours differs" }, undefined, "<withdrawn> (ours differs)"],
  ])("%j in %s", (saying, release, expected) => {
    expect(lineSays(saying, release)).toBe(expected);
  });

  test.each<[Saying, string | undefined, RegExp]>([
    [{ state: "fixed" }, undefined, /version/],
    [{ state: "fixed", version: "1:!" }, undefined, /dpkg refuses/],
    [{ state: "unfixed", version: "1" }, undefined, /Only `fixed`/],
    [{ state: "not-affected" }, undefined, /Say why/],
    [{ state: "postponed", reason: "later" }, undefined, /Name the release/],
    [{ state: "no-dsa", reason: "x", bug: 1 }, "sid", /neither bug nor urgency/],
    [{ state: "unfixed", reason: "because" }, undefined, /takes no reason/],
    [{ state: "itp" }, undefined, /Name the bug/],
    [{ state: "unfixed", bug: -1 }, undefined, /not the number of a bug/],
    [{ state: "ignored", reason: "two\nlines" }, "sid", /one line/],
  ])("%j in %s is refused", (saying, release, message) => {
    expect(() => lineSays(saying, release)).toThrow(message);
  });

  test("urgency and bugs of the line before stay", () => {
    const before = { kind: "unfixed", urgency: "high", bugs: [1, 2] } as unknown as Note;
    expect(lineSays({ state: "fixed", version: "2-1" }, undefined, before)).toBe("2-1 (bug #1; bug #2; high)");
    expect(lineSays({ state: "unfixed", urgency: "low", bug: 2 }, undefined, before)).toBe(
      "<unfixed> (bug #1; bug #2; low)",
    );
    expect(lineSays({ state: "not-affected", reason: "x" }, undefined, before)).toBe("<not-affected> (x)");
    expect(lineWithBug(before, 3)).toBe("<unfixed> (bug #1; bug #2; bug #3; high)");
  });

  test("a line of text holds no bug", () => {
    const before = { kind: "not-affected", urgency: "unimportant", bugs: [] } as unknown as Note;
    expect(() => lineWithBug(before, 3)).toThrow(/holds no bug/);
  });

  test("whatever is taken is a line that the parser reads as what was meant", () => {
    const saying = fc.record(
      {
        state: fc.constantFrom(...LINE_STATES),
        version: fc.constantFrom("1", "2:1.0~rc1-1+deb12u1", "!", ""),
        reason: fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("Minor issue", "a)b (c")),
        urgency: fc.constantFrom("low", "high", "unimportant", "end-of-life"),
        bug: fc.integer({ min: -1, max: 2_000_000 }),
      },
      { requiredKeys: ["state"] },
    );
    const list = bytes("CVE-2026-1000 (x)\n\tTODO: check\n");
    fc.assert(
      fc.property(saying, fc.constantFrom(undefined, "bookworm"), (wish, release) => {
        let says: string;
        try {
          says = lineSays(wish as Saying, release);
        } catch (error) {
          expect(error).toEqual(refused("INPUT_INVALID"));
          return;
        }
        const target = { issue: "CVE-2026-1000", package: "curl", release };
        const { value, problems } = parseList(setReleaseNote(list, target, says, ["bookworm"]), {
          path: "CVE/list",
          kind: "issues",
        });
        expect(problems).toEqual([]);
        const [record] = value.records;
        const kind = record?.notes[0]?.kind ?? record?.remarks[0]?.reason;
        expect(kind).toBe(wish.state === "no-dsa" ? "minor" : wish.state);
        if (wish.bug !== undefined) expect(record?.notes[0]?.bugs).toContain(wish.bug);
      }),
    );
  });
});

describe("notes, and what is not for us", () => {
  const list = bytes("CVE-2026-2000 (b)\n\t- curl 1\n\n--\nCVE-2026-1000 (a)\n\tTODO: check\n");

  test("a note is the record's last line; what stands between records stays there", () => {
    const once = addNote(list, "CVE-2026-2000", "https://example.org/1");
    expect(text(once)).toBe(text(list).replace("curl 1\n", "curl 1\n\tNOTE: https://example.org/1\n"));
    expect(addNote(once, "CVE-2026-2000", "https://example.org/1")).toEqual(once);
  });

  test("not for us and back gives the same bytes", () => {
    const marked = setNotForUs(list, "CVE-2026-1000", "WordPress plugin");
    expect(text(marked)).toContain("(a)\n\tNOT-FOR-US: WordPress plugin\n");
    expect(text(setNotForUs(marked, "CVE-2026-1000", "Other"))).toContain("\tNOT-FOR-US: Other\n");
    expect(takeOutNotForUs(marked, "CVE-2026-1000")).toEqual(list);
  });

  test.each<[string, () => unknown, string]>([
    ["with a package", () => setNotForUs(list, "CVE-2026-2000", "x"), "INPUT_INVALID"],
    ["without a name", () => setNotForUs(list, "CVE-2026-1000", ""), "INPUT_INVALID"],
    ["reserved", () => setNotForUs(bytes("CVE-2026-1000\n\tRESERVED\n"), "CVE-2026-1000", "x"), "INPUT_INVALID"],
    ["back, but it never was", () => takeOutNotForUs(list, "CVE-2026-2000"), "NOT_FOUND"],
    ["a note on nothing", () => addNote(list, "CVE-2026-9999", "x"), "NOT_FOUND"],
    ["a note of two lines", () => addNote(list, "CVE-2026-2000", "x\n\ty"), "INPUT_INVALID"],
  ])("%s is refused", (_what, act, code) => {
    expect(act).toThrow(refused(code));
  });

  test("a record at the end without a newline keeps lacking it", () => {
    expect(text(addNote(bytes("CVE-2026-1000 (a)\n\t- curl 1"), "CVE-2026-1000", "n"))).toBe(
      "CVE-2026-1000 (a)\n\t- curl 1\n\tNOTE: n",
    );
  });

  test.each([
    [" \u201cMinor\u201d \u2013 na\u00efve ", '"Minor" - naive'],
    ["\u6f22", "\u6f22"],
  ])("%s is typed as %s", (typed, stands) => expect(plainAscii(typed)).toBe(stands));
});

describe("needed files", () => {
  const FILE = "Prose.\n--\nchromium\n--\ncurl/bookworm (leo)\n  NOTE: 20261101: waits\n--\nwget\n  a remark\n--\n";
  const target = (name: string, release?: string) => ({ package: name, release });
  const take = (file: string, name: string, release?: string) =>
    text(takeNeeded(bytes(file), "dsa-needed.txt", target(name, release), ADA));
  const drop = (file: string, name: string, entirely = false, release?: string) =>
    text(dropNeeded(bytes(file), "dsa-needed.txt", target(name, release), { name: ADA.name, entirely }));
  const SINCE = "  NOTE: 20261121: taken (Ada Lovelace)\n";

  test.each<[string, string, string | undefined, string, string]>([
    ["an entry", "chromium", undefined, "chromium\n", `chromium (Ada Lovelace)\n${SINCE}`],
    ["its remarks stay", "wget", undefined, "wget\n  a remark\n", `wget (Ada Lovelace)\n  a remark\n${SINCE}`],
    ["a new one", "dbus", "trixie", "--\nwget", `--\ndbus/trixie (Ada Lovelace)\n${SINCE}--\nwget`],
    ["at the end", "xz-utils", undefined, "remark\n--\n", `remark\n--\nxz-utils (Ada Lovelace)\n${SINCE}--\n`],
  ])("take %s", (_what, name, release, before, after) => {
    const taken = take(FILE, name, release);
    expect(taken).toBe(FILE.replace(before, after));
    expect(take(taken, name, release)).toBe(taken);
  });

  test.each(["", "Prose", "Prose.\n--\n", "Prose.\n--\nabc", "--\nabc\n  x"])("take in %j", (file) => {
    const taken = take(file, "curl");
    expect(taken.startsWith(file)).toBe(true);
    const { value, problems } = parseNeeded(bytes(taken), "dsa-needed.txt");
    expect(problems).toEqual([]);
    expect(value.at(-1)).toMatchObject({ package: "curl", claimedBy: "Ada Lovelace" });
    expect(value.slice(0, -1)).toHaveLength(file.includes("abc") ? 1 : 0);
  });

  test("drop leaves the entry, or takes it out", () => {
    const taken = take(FILE, "chromium");
    expect(drop(taken, "chromium")).toBe(taken.replace("chromium (Ada Lovelace)", "chromium"));
    expect(drop(take(FILE, "dbus"), "dbus", true)).toBe(FILE);
    expect(drop(FILE, "wget", true)).toBe(FILE.replace("wget\n  a remark\n--\n", ""));
  });

  test.each<[string, () => unknown, string]>([
    ["take what is taken", () => take(FILE, "curl", "bookworm"), "CONFLICT"],
    ["drop what another has", () => drop(FILE, "curl", false, "bookworm"), "CONFLICT"],
    ["drop what nobody has", () => drop(FILE, "wget"), "NOT_FOUND"],
    ["drop what is not in", () => drop(FILE, "dbus"), "NOT_FOUND"],
    ["a name that is none", () => take(FILE, "two words"), "INPUT_INVALID"],
    ["a release that is none", () => take(FILE, "curl", "x)y"), "INPUT_INVALID"],
    [
      "a person that would end the line",
      () => takeNeeded(bytes(FILE), "x", target("a1"), { ...ADA, name: "x)\n--" }),
      "INPUT_INVALID",
    ],
  ])("%s is refused", (_what, act, code) => {
    expect(act).toThrow(refused(code));
  });

  test("all other bytes of any file stay", () => {
    const lines = fc.array(
      fc.constantFrom("--", "curl", "curl (leo)", "apt", "zsh/sid", "  NOTE: 20261101: x", "", "!bad", "\tq \xff"),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(lines, fc.constantFrom("curl", "dbus", "zsh"), (made, name) => {
        const file = ["Prose", ...made, ""].join("\n");
        let taken: string;
        try {
          taken = take(file, name);
        } catch (error) {
          expect(error).toEqual(refused("CONFLICT"));
          return;
        }
        const before = parseNeeded(bytes(file), "x").value;
        const after = parseNeeded(bytes(taken), "x").value;
        expect(
          after.filter((one) => one.package !== name).map((one) => [one.package, one.claimedBy, one.remarks]),
        ).toEqual(before.filter((one) => one.package !== name).map((one) => [one.package, one.claimedBy, one.remarks]));
        const kept = taken.split("\n").filter((line) => !/Ada/.test(line));
        let at = -1;
        for (const line of kept.filter((one) => one !== "--" && one !== "")) {
          at = file.split("\n").indexOf(line, at + 1);
          expect(at).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
