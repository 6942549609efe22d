import { expect, test } from "vitest";
import { buildStatement } from "../../evidence/index.ts";
import { sha256 } from "../../kernel/index.ts";
import { checkBuilt } from "./check-built.ts";

const UPDATE = { architectures: ["amd64"] };
const NAMES = ["hello_1_amd64.deb", "hello_1_amd64.buildinfo", "hello_1_amd64.changes"] as const;

const made = (name: string) => ({
  name,
  sha256: sha256(name),
  size: 1,
  package: "hello",
  package_version: "1",
  package_architecture: name.endsWith(".deb") ? "amd64" : "",
});

/** Checks a build of these files, all of them stated as a builder has to. */
function check(names: readonly string[]): void {
  const files = names.map(made);
  const stated = files.filter(({ name }) => !name.endsWith(".changes"));
  const statement = buildStatement(
    stated.map((file) => ({ name: file.name, digest: { sha256: file.sha256 } })),
    {
      ...{ update: "U-1", source: "hello", version: "1", release: "bookworm", architecture: "amd64", step: "build" },
      ...{ result: "passed", party: "builder:ash", started: "2026-11-21T12:00:00Z", finished: "2026-11-21T12:00:01Z" },
      ...{ tools: [], findings: {} },
    },
  );
  checkBuilt(UPDATE, "amd64", files, statement, []);
}

test("a build with its package, .buildinfo and .changes is taken", () => {
  expect(() => check(NAMES)).not.toThrow();
});

test.each([
  [".deb", "The builder names no package."],
  [".buildinfo", "The builder names no .buildinfo."],
  [".changes", "The builder names no .changes."],
])("a build without its %s is refused before the line goes on with it", (ending, sentence) => {
  expect(() => check(NAMES.filter((name) => !name.endsWith(ending)))).toThrow(sentence);
});
