import { describe, expect, test } from "vitest";
import type { RankedTask, Suggestion } from "../../tracker/index.ts";
import { createStyle } from "../style.ts";
import { screenText } from "./tracker-triage-screen.ts";
import { type Act, createSession, type Session, takenBack } from "./tracker-triage-session.ts";
import { keysIn } from "./tracker-triage-terminal.ts";

const SUGGESTIONS: readonly Suggestion[] = [
  { decision: { kind: "not-for-us", product: "Acme Portal" }, score: 0.8, reasons: ["it was said before"] },
  { decision: { kind: "package", package: "curl", says: "<unfixed>" }, score: 0.3, reasons: ["the text names curl"] },
];

function ranked(number: number, description = "a flaw"): RankedTask {
  const issue = `CVE-2026-000${number}`;
  const record = `${issue} (${description})\n\tTODO: check\n`;
  return {
    task: { issue, description, layer: "data", record, heard: [], exploited: false },
    suggestions: SUGGESTIONS,
  };
}

interface World {
  readonly session: Session;
  readonly landed: Act[];
  readonly undone: Act[];
  keys(text: string): void;
}

function begin(...queue: readonly RankedTask[]): World {
  const landed: Act[] = [];
  const undone: Act[] = [];
  const session = createSession(queue, {
    suggestions: () => SUGGESTIONS,
    land: (act) => void landed.push(act),
    undo: (act) => void undone.push(act),
    complete: (_, text) => ["curl", "curlpp", "cups"].filter((name) => name.startsWith(text)),
  });
  return {
    session,
    landed,
    undone,
    keys(text) {
      for (const key of keysIn(text)) session.press(key);
    },
  };
}

const afterOf = ({ landed }: World): readonly string[] => landed.map(({ change }) => change.after.split("\n")[1] ?? "");

test("the help stands in the window, without a word that is cut", () => {
  const world = begin(ranked(1));
  world.keys("?");
  const style = createStyle({ isTTY: false } as NodeJS.WriteStream, {});
  const text = screenText({ session: world.session, style, columns: 50, waiting: 0, facts: undefined });
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(50);
  expect(text.replace(/\s+/g, " ")).toContain("u it is in a package: `curl` (unfixed), `curl 8.1-1`,");
  expect(text).toMatch(/\n {8}\S/);
});

describe("one key decides, and the next issue stands there at once", () => {
  test.each([
    ["1", "\tNOT-FOR-US: Acme Portal"],
    ["2", "\t- curl <unfixed>"],
    ["n\r", "\tNOT-FOR-US: Acme Portal"],
    ["n\u0015Globex\r", "\tNOT-FOR-US: Globex"],
    ["u\r", "\t- curl <unfixed>"],
    ["u 8.1-1\r", "\t- curl 8.1-1"],
    ["u\u0015cur\t\t\r", "\t- curlpp <unfixed>"],
    ["u\u0015cu\t\t\t\r", "\t- cups <unfixed>"],
    ["a\r", "\t- curl <not-affected> (Vulnerable code not present)"],
    ["a Windows only\r", "\t- curl <not-affected> (Windows only)"],
    ["twhich copy?\r", "\tTODO: which copy?"],
    ["n\u0015x\u007fGlobex\r", "\tNOT-FOR-US: Globex"],
  ])("%j", (keys, expected) => {
    const world = begin(ranked(1), ranked(2));
    world.keys(keys);
    expect(afterOf(world)).toEqual([expected]);
    expect(world.session.current?.task.issue).toBe("CVE-2026-0002");
    expect(world.session.mode.kind).toBe("choosing");
  });

  test.each(["n\u001b", "t\r", "9", "o ", "?x", "k", "\u001b[A"])("%j decides nothing", (keys) => {
    const world = begin(ranked(1), ranked(2));
    world.keys(keys);
    expect(world.landed).toEqual([]);
  });

  test("what is put off comes again at the end", () => {
    const world = begin(ranked(1), ranked(2));
    world.keys("s");
    expect(world.session.current?.task.issue).toBe("CVE-2026-0002");
    world.keys("1");
    expect(world.session.current?.task.issue).toBe("CVE-2026-0001");
  });

  test("q and Ctrl-C quit, also while something is typed", () => {
    expect(begin(ranked(1)).session.press("q")).toBe("quit");
    const world = begin(ranked(1));
    world.keys("n");
    expect(world.session.press("q")).toBe("go on");
    expect(world.session.press("\u0003")).toBe("quit");
  });
});

describe("undo", () => {
  test("takes back one decision after the other, and the issue stands there again", () => {
    const world = begin(ranked(1), ranked(2));
    world.keys("12z");
    expect(world.session.current?.task.issue).toBe("CVE-2026-0002");
    world.keys("z");
    expect(world.session.current?.task.issue).toBe("CVE-2026-0001");
    expect(world.undone).toEqual(world.landed.toReversed());
    world.keys("z");
    expect(world.session.message).toBe("Nothing was decided yet.");
  });

  test("is the same change the other way round", () => {
    const world = begin(ranked(1));
    world.keys("1");
    const [act] = world.landed;
    expect(act && takenBack(act)).toMatchObject({ before: act?.change.after, after: act?.change.before });
  });

  test("a refused one says so, and the decision stands", () => {
    const world = begin(ranked(1), ranked(2));
    world.keys("1z");
    world.session.undoFailed(world.undone[0] as Act, "somebody else changed it.");
    expect(world.session.current?.task.issue).toBe("CVE-2026-0002");
    expect(world.session.message).toBe("CVE-2026-0001 was not taken back: somebody else changed it.");
  });
});

test("a change that did not land comes again with the reason, behind the issue that is being looked at", () => {
  const world = begin(ranked(1), ranked(2), ranked(3));
  world.keys("1");
  world.session.failed(world.landed[0] as Act, "somebody else changed it.");
  expect(world.session.current?.task.issue).toBe("CVE-2026-0002");
  world.keys("1");
  expect(world.session.current?.task.issue).toBe("CVE-2026-0001");
  expect(world.session.message).toContain("CVE-2026-0001 was not written: somebody else changed it.");
});

test("nothing that a record holds reaches the terminal as more than text", () => {
  const evil = ranked(1, "\u001b]0;owned\u0007 \u009b31m \u202e text \r\n");
  const session = createSession([evil], {
    suggestions: () => [{ decision: { kind: "not-for-us", product: "\u001b[2J" }, score: 0.5, reasons: ["\u0007"] }],
    land: () => undefined,
    undo: () => undefined,
    complete: () => [],
  });
  const style = createStyle({ isTTY: false }, {});
  const facts = { description: "\u001b[31m", affected: [{ vendor: "\u0007", product: "\u009b" }], links: ["\u001b"] };
  for (const keys of ["", "o", "?", " n"]) {
    for (const key of keysIn(keys)) session.press(key);
    const text = screenText({ session, style, columns: 80, waiting: 0, facts });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there.
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
  }
});
