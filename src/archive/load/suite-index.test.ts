import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePackages, parseSources } from "../../debian/index.ts";
import { compareVersions } from "../../kernel/index.ts";
import { EntryCollection } from "./entry-collection.ts";
import { createSuiteIndex, type SuiteIndex } from "./suite-index.ts";

function indexOf(sources: Record<string, string>, packages: Record<string, string> = {}): SuiteIndex {
  const entries = new EntryCollection();
  for (const [component, text] of Object.entries(sources))
    entries.addSources(parseSources(text, { file: "S", component }));
  for (const [component, text] of Object.entries(packages))
    entries.addBinaries(parsePackages(text, { file: "P", component }));
  return createSuiteIndex("test", entries);
}

const source = (name: string, version: string, more = ""): string => `Package: ${name}\nVersion: ${version}\n${more}\n`;
const binary = (name: string, version: string, architecture: string, from = name): string =>
  `Package: ${name}\nSource: ${from}\nVersion: ${version}\nArchitecture: ${architecture}\n\n`;

describe("sources", () => {
  const main = source("bash", "5.1-1") + source("bash", "5.10-1") + source("bash", "5.2-1") + source("dash", "1");
  const index = indexOf({ main, contrib: source("bash", "5.3-1") });

  test("the highest version speaks, all are kept", () => {
    expect(index.source("bash")?.version).toBe("5.10-1");
    expect(index.sourceVersions("bash").map((entry) => entry.version)).toEqual(["5.10-1", "5.3-1", "5.2-1", "5.1-1"]);
    expect([...index.sources()].map((entry) => `${entry.package} ${entry.version}`)).toEqual(["bash 5.10-1", "dash 1"]);
  });

  test("a tracker counts the highest of each component", () => {
    const rows = [...index.sourcesByComponent()].map((entry) => `${entry.package} ${entry.version} ${entry.component}`);
    expect(rows).toEqual(["bash 5.10-1 main", "bash 5.3-1 contrib", "dash 1 main"]);
  });

  test("what is kept for others' sake does not speak", () => {
    const extra = indexOf({ main: source("rust-x", "2", "Extra-Source-Only: yes\n") + source("rust-x", "1") });
    expect(extra.source("rust-x")?.version).toBe("1");
    expect(extra.sourceVersions("rust-x")).toHaveLength(2);
    const only = indexOf({ main: source("rust-y", "2", "Extra-Source-Only: yes\n") });
    expect(only.source("rust-y")).toBeUndefined();
    expect([...only.sources(), ...only.sourcesByComponent()]).toEqual([]);
  });

  test.each(["nothing", "", "constructor", "__proto__"])("%j is not there", (name) => {
    expect(index.source(name)).toBeUndefined();
    expect(index.sourceVersions(name)).toEqual([]);
    expect(index.binary(name, "amd64")).toBeUndefined();
    expect(index.binariesOf(name)).toEqual([]);
  });
});

test("a binary package is found by name and architecture, or for all", () => {
  const text =
    binary("bash", "5.1", "amd64") + binary("bash", "5.2", "i386") + binary("bash-doc", "5.1", "all", "bash");
  const index = indexOf({}, { main: text });
  expect(index.binary("bash", "amd64")?.version).toBe("5.1");
  expect(index.binary("bash", "i386")?.version).toBe("5.2");
  expect(index.binary("bash", "arm64")).toBeUndefined();
  expect(index.binary("bash-doc", "arm64")?.version).toBe("5.1");
  const twice = indexOf({}, { main: `${text}${binary("bash", "5.10", "amd64")}` });
  expect(twice.binaryVersions("bash", "amd64").map((entry) => entry.version)).toEqual(["5.10", "5.1"]);
  expect(twice.binaryVersions("nothing", "amd64")).toEqual([]);
  expect(
    index
      .binariesOf("bash")
      .map((entry) => entry.package)
      .sort(),
  ).toEqual(["bash", "bash", "bash-doc"]);
  expect(index.binariesOf("bash", "5.2").map((entry) => entry.architecture)).toEqual(["i386"]);
});

test("packages for all architectures stand in each architecture's index and are kept once", () => {
  const entries = new EntryCollection();
  const index = { file: "P", component: "main" };
  entries.addBinaries(parsePackages(binary("doc", "1", "all") + binary("bash", "1", "amd64"), index));
  entries.addBinaries(
    parsePackages(binary("doc", "1", "all") + binary("doc", "0", "all") + binary("bash", "1", "i386"), index),
  );
  expect(entries.binaries.map((entry) => `${entry.package} ${entry.version} ${entry.architecture}`)).toEqual([
    "doc 1 all",
    "bash 1 amd64",
    "doc 0 all",
    "bash 1 i386",
  ]);
});

test("whatever order an index has, the same version speaks", () => {
  const versions = fc.array(fc.constantFrom("1", "1~rc1", "1-1", "1.0", "2:0", "10", "9"), {
    minLength: 1,
    maxLength: 7,
  });
  fc.assert(
    fc.property(versions, (list) => {
      const index = indexOf({ main: list.map((version) => source("a1", version)).join("") });
      const highest = index.source("a1")?.version ?? "";
      expect(list.every((version) => compareVersions(version, highest) <= 0)).toBe(true);
    }),
  );
});
