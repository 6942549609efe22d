import { describe, expect, test } from "vitest";
import { archiveOf, CONFIG, trackerOf } from "../testing.ts";
import { unknownNames } from "./unknown-names.ts";

const tracker = trackerOf({
  "config.json": CONFIG,
  "CVE/list": "CVE-2026-1000 (x)\n\t- curl <unfixed>\n\t- wget 1-1\n",
});
const archive = archiveOf("curl bookworm 1.0-1", "wget sid 1-1");

describe("names that were asked for", () => {
  test.each([
    [{}, []],
    [{ package: "curl", release: "bookworm", issue: "CVE-2026-1000" }, []],
    [{ package: "crul" }, ["No line is about crul. Did you mean curl?"]],
    [{ package: "nothing-like-it" }, ["No line is about nothing-like-it."]],
    [{ issue: "CVE-2026-9999" }, ["No list holds CVE-2026-9999."]],
    [
      { issue: "CVE-2026-XXXX" },
      ["CVE-2026-XXXX is no issue's name: `sameday tracker view CVE-2026-XXXX` lists what stands under it."],
    ],
    [{ release: "trixie" }, ["The archive has no suite of trixie."]],
  ])("%j", (asked, sentences) => {
    expect(unknownNames(tracker, archive, asked)).toEqual(sentences);
  });

  test("a release that nobody knows is an error with the nearest name, or with all", () => {
    const ask = (release: string) => () => unknownNames(tracker, archive, { release });
    expect(ask("bokworm")).toThrow("Neither data nor archive have a release bokworm. Did you mean bookworm?");
    expect(ask("stable")).toThrow(/^Neither data nor archive have a release stable\. There are bookworm, sid, /);
  });
});
