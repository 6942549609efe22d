import { pipeline } from "node:stream/promises";
import { defineVerb, type Noun } from "../frame/verb.ts";
import { compareVersionLines } from "../tools/compare-version-lines.ts";

const compareVersions = defineVerb({
  name: "compare-versions",
  summary: "compare pairs of Debian versions from standard input",
  description:
    "Reads one pair a line, separated by a tab, and writes one line for each: -1 when the first is older, 0 when they are equal, 1 when it is newer, in dpkg's order (deb-version(7)), and x when one of them is no valid version or the line is no pair. Works as a stream, for any number of lines.",
  examples: [
    { line: "printf '1.0~rc1\\t1.0\\n' | sameday debian compare-versions", says: "prints -1" },
    { line: "sameday debian compare-versions < pairs.tsv > order.txt", says: "compares a file of pairs" },
  ],
  exits: { 0: "every line was answered, x included" },
  async run({ streams, json }) {
    await pipeline(streams.stdin, compareVersionLines(json ? "json" : "lines"), streams.stdout, { end: false });
  },
});

export const noun: Noun = {
  name: "debian",
  description: "Debian's own rules, usable in scripts without a desk.",
  verbs: [compareVersions],
};
