import { describe, expect, test } from "vitest";
import { archiveOf, trackerOf } from "../testing.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { builtWithOf } from "./built-with.ts";
import { addCopyDecision, parseCopyDecisions } from "./copy-decisions.ts";
import { copySuggestions } from "./copy-suggestions.ts";
import { parseLineages } from "./parse-lineages.ts";
import { unjudgedSuccessors } from "./unjudged-successors.ts";

const ISSUE = "CVE-2026-1000";
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

describe("lineages", () => {
  test("the table, and what is wrong in it", () => {
    const { value, problems } = parseLineages(
      Buffer.from(
        "# renames\nlinux: linux-2.6 linux\nruby: ruby2.7 ruby3.1 ruby3.3 # newest last\nalone: curl\nlinux2: linux\n",
      ),
      "package-lineages",
    );
    expect(value.map(({ name, packages }) => [name, ...packages])).toEqual([
      ["linux", "linux-2.6", "linux"],
      ["ruby", "ruby2.7", "ruby3.1", "ruby3.3"],
    ]);
    expect(problems.map(({ code, place }) => `${code} ${place.line}`)).toEqual([
      "tracker-lineage-entry 4",
      "tracker-lineage-entry 5",
    ]);
  });

  const lineages = { "package-lineages": "ruby: ruby2.7 ruby3.1 ruby3.3\n" };
  const archive = archiveOf("ruby3.1 bookworm 3.1.2-7", "ruby3.3 trixie 3.3.8-2", "ruby3.3 sid 3.3.9-1");
  const ask = (...lines: readonly string[]): readonly string[] => {
    const tracker = trackerOf({
      ...lineages,
      "CVE/list": `${ISSUE} (x)\n${lines.map((line) => `\t${line}\n`).join("")}`,
    });
    return unjudgedSuccessors(tracker, archive).map(
      ({ predecessor, successor, releases, looksFixed }) =>
        `${predecessor} ${successor} ${releases.join(",")}${looksFixed ? " looks fixed" : ""}`,
    );
  };

  test.each([
    [
      "successors that nobody mentions",
      ["- ruby2.7 <removed>"],
      ["ruby2.7 ruby3.1 bookworm", "ruby2.7 ruby3.3 trixie,sid"],
    ],
    [
      "only those behind the last one that is mentioned",
      ["- ruby2.7 <removed>", "- ruby3.1 <unfixed>"],
      ["ruby3.1 ruby3.3 trixie,sid"],
    ],
    [
      "versions from the fix on look fixed, and come last",
      ["- ruby3.1 3.1.3-1"],
      ["ruby3.1 ruby3.3 trixie,sid looks fixed"],
    ],
    ["a remark is a judgement", ["- ruby3.1 <unfixed>", "[trixie] - ruby3.3 <ignored> (x)"], []],
    ["what never affected the predecessor", ["- ruby2.7 <not-affected> (x)"], []],
    ["a rejected issue", ["REJECTED", "- ruby2.7 <removed>"], []],
  ])("%s", (_name, lines, found) => {
    expect(ask(...lines)).toEqual(found);
  });
});

describe("embedded copies", () => {
  const lists = {
    "CVE/list": `${ISSUE} (x)\n\t- zlib 1.3\n\t- judged <not-affected> (uses the system's)\n`,
    "embedded-code-copies":
      "---BEGIN\nzlib\n\t- carrier <unfixed> (embed)\n\t- mended 2-1 (embed)\n\t- judged <unfixed> (embed)\n\t[trixie] - elsewhere <unfixed> (static)\n\t- gone <removed>\n\t- absent <unfixed>\n",
  };
  const archive = archiveOf(
    "zlib bookworm 1.2",
    "carrier bookworm 1",
    "mended bookworm 2-1",
    "judged bookworm 1",
    "elsewhere bookworm 1",
    "gone bookworm 1",
    "tool bookworm 1",
  );
  const binaries = [
    { package: "tool-bin", source: "tool", builtUsing: "zlib (= 1.2), glibc (= 2.36)", staticBuiltUsing: "" },
    { package: "tool-new", source: "newer", builtUsing: "", staticBuiltUsing: "zlib (= 1.3-1)" },
    { package: "zlib1g", source: "zlib", builtUsing: "zlib (= 1.2)", staticBuiltUsing: "" },
  ];
  const index = { binaries: () => binaries } as unknown as Parameters<typeof builtWithOf>[0] extends Iterable<infer S>
    ? S extends { index: infer I }
      ? I
      : never
    : never;
  const built = (): ReturnType<typeof builtWithOf> => builtWithOf([{ release: "bookworm", index }]);

  test("who carries the code of an open issue, and whence that is known", () => {
    const found = [...copySuggestions(trackerOf(lists), archive, dpkgJudge, built())];
    expect(found.map(({ embedder, release, from }) => `${embedder} ${release}: ${from}`)).toEqual([
      "carrier bookworm: embedded-code-copies:3 says embed",
      "tool bookworm: tool-bin was built with zlib 1.2",
    ]);
  });

  test("what was built with a fixed version, or not built again since the fix", () => {
    const fixed = archiveOf("zlib bookworm 1.3", "tool bookworm 1");
    const found = [...copySuggestions(trackerOf(lists), fixed, dpkgJudge, built())];
    expect(found.map(({ embedder }) => embedder)).toEqual(["tool"]);
  });

  test("a person's answer is kept, the last and uppermost one", () => {
    const first = addCopyDecision(new Uint8Array(), {
      issue: ISSUE,
      code: "zlib",
      embedder: "carrier",
      answer: "confirmed",
      reason: "inflate.c is compiled",
    });
    const bytes = addCopyDecision(Buffer.concat([Buffer.from("# ours\n"), first]), {
      issue: ISSUE,
      code: "zlib",
      embedder: "carrier",
      answer: "dismissed",
      reason: "only headers (checked)",
    });
    expect(text(bytes)).toBe(`# ours\n${ISSUE} zlib in carrier: dismissed (only headers (checked))\n`);
    const tracker = trackerOf({ ...lists, "embedded-decisions": text(first) }, { "embedded-decisions": text(bytes) });
    expect([...copySuggestions(tracker, archive, dpkgJudge)][0]?.decision).toMatchObject({ answer: "dismissed" });
  });

  test.each([
    ["no reason", { reason: "" }],
    ["two lines", { reason: "a\nb" }],
    ["no issue", { issue: "CVE-1" }],
    ["no package", { embedder: "not one" }],
  ])("an answer is refused: %s", (_name, change) => {
    const decision = {
      issue: ISSUE,
      code: "zlib",
      embedder: "carrier",
      answer: "dismissed",
      reason: "x",
      ...change,
    } as const;
    expect(() => addCopyDecision(new Uint8Array(), decision)).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID" }),
    );
  });

  test("a line that cannot be read has a place", () => {
    const { value, problems } = parseCopyDecisions(Buffer.from(`${ISSUE} zlib: dismissed\n`), "embedded-decisions");
    expect([value, problems[0]?.code, problems[0]?.place.line]).toEqual([[], "tracker-copy-entry", 1]);
  });
});
