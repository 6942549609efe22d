import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseList } from "../format/parse-list.ts";
import { archiveOf } from "../testing.ts";
import { decisionWords } from "./decision.ts";
import { guessProduct } from "./guess-product.ts";
import { issueNumber, issueOfNumber } from "./issue-number.ts";
import { TriageMemory } from "./memory.ts";
import { createPackageNames } from "./package-names.ts";
import { recordFacts } from "./record-facts.ts";
import { type NewIssue, suggest } from "./suggest.ts";
import { cutWord, wordsOf } from "./words.ts";

const ARCHIVE = archiveOf(
  "curl bookworm 7.88.1-10",
  "curl sid 8.17.0-1",
  "libxml2 sid 2.14-1",
  "node-lodash sid 4.17.21-1",
  "golang-github-gin-gonic-gin sid 1.10-1",
  "php8.2 bookworm 8.2.1-1",
  "php8.4 sid 8.4.1-1",
  "file sid 5.46-1",
  "linux sid 6.12-1",
  "wordpress sid 6.7-1",
  "node-remove-trailing-separator sid 1.1-1",
);
const LIST = `CVE-2026-0100 (The Foo Forms plugin for WordPress is vulnerable to SQL injection ...)
	NOT-FOR-US: WordPress plugin
CVE-2026-0099 (The Bar Slider plugin for WordPress is vulnerable to stored scripts ...)
	NOT-FOR-US: WordPress plugin
CVE-2026-0098 (A flaw in file handling of Tenda AC8 routers ...)
	NOT-FOR-US: Tenda
CVE-2026-0097 (In the Linux kernel, the following vulnerability has been resolved: w ...)
	- linux <unfixed>
CVE-2026-0096 (In the Linux kernel, the following vulnerability has been resolved: n ...)
	- linux 6.12-1
CVE-2026-0095 (A crafted file leads to a crash in Acme Reader ...)
	NOT-FOR-US: Acme Reader
CVE-2026-0094 (An arbitrary file can be read in Initech Cloud ...)
	NOT-FOR-US: Initech Cloud
${Array.from({ length: 40 }, (_, at) => `CVE-2025-${1000 + at} (An arbitrary file can be read)\n\tNOT-FOR-US: Vault${at} Suite\n`).join("")}`;

function memoryOf(text: string): TriageMemory {
  const memory = new TriageMemory();
  memory.learn(parseList(Buffer.from(text), { path: "CVE/list", kind: "issues" }).value);
  return memory;
}

const KNOWLEDGE = {
  memory: memoryOf(LIST),
  names: createPackageNames(ARCHIVE, [{ name: "kernel", packages: ["linux-2.6", "linux"], line: 1 }]),
  archive: ARCHIVE,
};

function suggested(description: string, more: Partial<NewIssue> = {}) {
  return suggest(KNOWLEDGE, { description, facts: undefined, heard: [], ...more });
}

function first(description: string, more?: Partial<NewIssue>): string {
  const [best] = suggested(description, more);
  return best ? decisionWords(best.decision) : "nothing";
}

describe("what is suggested first", () => {
  test.each([
    ["The Baz plugin for WordPress is vulnerable to cross-site scripting", "NOT-FOR-US: WordPress plugin"],
    ["A stack overflow in Tenda AC15 firmware 15.03", "NOT-FOR-US: Tenda"],
    ["In the Linux kernel, the following vulnerability has been resolved: u ...", "- linux <unfixed>"],
    ["curl before 8.18 leaks credentials", "- curl <unfixed>"],
    ["Prototype pollution in lodash", "- node-lodash <unfixed>"],
    ["Use after free in libxml2's parser", "- libxml2 <unfixed>"],
    [
      "Improper scripting improper through user buffer in node-remove-trailin ...",
      "- node-remove-trailing-separator <unfixed>",
    ],
    ["A race in linux-2.6", "- linux <unfixed>"],
    ["Initech Cloud 3 allows reading any file", "NOT-FOR-US: Initech Cloud"],
    ["Path traversal in Globex Portal before 3.2", "NOT-FOR-US: Globex Portal"],
  ])("%s", (description, expected) => {
    expect(first(description)).toBe(expected);
  });

  test("a package whose name is a common word is not suggested because of the word", () => {
    expect(suggested("An arbitrary file can be written").map(({ decision }) => decisionWords(decision))).not.toContain(
      "- file <unfixed>",
    );
  });

  test("words that say nothing suggest nothing", () => {
    expect(suggested("a flaw was found")).toEqual([]);
  });

  test("what the CVE record names goes before what its sentences seem to name", () => {
    const facts = { description: "", affected: [{ vendor: "haxx", product: "curl" }], links: [] };
    const [best] = suggested("an issue in the WordPress plugin", { facts });
    expect(best?.decision).toEqual({ kind: "package", package: "curl", says: "<unfixed>" });
    expect(best?.reasons[0]).toBe("the record names product curl, vendor haxx: package curl of 2 releases");
  });

  test("a product of the record that nobody packages is offered as not for us", () => {
    const facts = { description: "", affected: [{ vendor: "Globex", product: "Portal" }], links: [] };
    expect(first("a flaw", { facts })).toBe("NOT-FOR-US: Globex Portal");
  });

  test("what others decided about the very issue goes before everything", () => {
    const decision = { kind: "package", package: "curl", says: "8.17.0-1" } as const;
    const heard = [{ decision, strength: 0.95, reason: "the layer below, debian, says curl 8.17.0-1" }];
    expect(first("The Baz plugin for WordPress", { heard })).toBe("- curl 8.17.0-1");
  });
});

test("a suggestion says why in words", () => {
  const [best] = suggested("The Baz plugin for WordPress is vulnerable to cross-site scripting");
  expect(best?.reasons).toContain(
    '2 of 2 earlier issues with "wordpress" were not for us: WordPress plugin was said of 2 issues, last CVE-2026-0100',
  );
});

describe("memory", () => {
  test("an issue that is decided otherwise is remembered otherwise", () => {
    const memory = memoryOf(LIST);
    memory.learn(
      parseList(Buffer.from("CVE-2026-0098 (Tenda AC8)\n\t- curl <unfixed>\n"), { path: "CVE/list", kind: "issues" })
        .value,
    );
    expect(memory.product("tenda")?.count).toBe(0);
    expect([...(memory.about("tenda")?.labels.keys() ?? [])].map(({ name }) => name)).toEqual(["curl"]);
    expect(memory.decided).toBe(47);
  });

  test("a decision that was taken back is forgotten", () => {
    const memory = memoryOf(LIST);
    const undone = "CVE-2026-0098 (Tenda AC8)\n\tTODO: check\n";
    memory.learn(parseList(Buffer.from(undone), { path: "CVE/list", kind: "issues" }).value);
    expect(memory.product("Tenda")?.count).toBe(0);
    expect(memory.decided).toBe(46);
  });

  test("names of products complete what was typed, the most frequent first", () => {
    expect(KNOWLEDGE.memory.productsBeginning("wo", 5)).toEqual(["WordPress plugin"]);
    expect(KNOWLEDGE.memory.productsBeginning("", 1)).toEqual(["WordPress plugin"]);
  });
});

describe("words", () => {
  test.each([
    ["In libstdc++, g++ and foo.js: a flaw.", ["in", "libstdc++", "g++", "and", "foo.js", "flaw"]],
    ["node-foo/bar_baz (7-zip)", ["node-foo", "bar_baz", "7-zip"]],
    ["x", []],
    ["", []],
  ])("%s", (text, expected) => expect(wordsOf(text)).toEqual(expected));

  test("a description is cut where the importer cuts it", () => {
    expect(cutWord(`${"a".repeat(60)} in node-remo ...`)).toBe("node-remo");
    expect(cutWord("short ...")).toBe("");
  });

  test("whatever the text, a word is a part of it and appears once", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const words = wordsOf(text);
        expect(new Set(words).size).toBe(words.length);
        for (const word of words) expect(text.toLowerCase()).toContain(word);
      }),
    );
  });
});

test("scores fall, lie between 0 and 1, and no decision is suggested twice, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const found = suggested(text);
      expect(found.length).toBeLessThanOrEqual(9);
      expect(new Set(found.map(({ decision }) => decisionWords(decision).toLowerCase())).size).toBe(found.length);
      for (const [at, { score }] of found.entries()) {
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThan(1);
        expect(score).toBeLessThanOrEqual(found[at - 1]?.score ?? 1);
      }
    }),
  );
});

describe("CVE records", () => {
  test("control characters of a record do not come through, and absent names are absent", () => {
    const json = {
      containers: {
        cna: {
          descriptions: [{ lang: "en", value: "an \u001b[31missue\nin curl" }],
          affected: [{ vendor: "n/a", product: "curl" }, { vendor: "x", product: "n/a" }, 7],
          references: [{ url: "https://curl.se/1" }, { url: "javascript:alert(1)" }],
        },
      },
    };
    expect(recordFacts(Buffer.from(JSON.stringify(json)))).toEqual({
      description: "an [31missue in curl",
      affected: [{ vendor: "", product: "curl" }],
      links: ["https://curl.se/1"],
    });
  });

  test("anything at all is read without a throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        recordFacts(Buffer.from(text));
      }),
    );
  });
});

test.each([
  ["SQL injection in Globex Portal before 3.2 allows", "Globex Portal"],
  ["The Foo Bar plugin for WordPress is vulnerable", "Foo Bar"],
  ["Acme Reader 5 allows remote attackers", "Acme Reader"],
  ["cross-site scripting in the user form", ""],
])("the product of %s", (description, expected) => expect(guessProduct(description)).toBe(expected));

test.each([
  "CVE-1999-0001",
  "CVE-2026-0105",
  "CVE-2026-33554431",
  "CVE-2026-33554432",
  "CVE-2053-12345",
  "CVE-2054-1234",
])("the number of %s leads back to it", (name) => expect(issueOfNumber(issueNumber(` ${name} (x)`, 1))).toBe(name));
