import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { advisoryReference } from "../../src/advisories/index.ts";
import { loadSudoRules } from "../../src/audit/index.ts";
import { auditPages } from "../../src/audit/pages/reference.ts";
import { policyReference } from "../../src/cases/index.ts";
import { NOUNS } from "../../src/cli/commands/registry.ts";
import { productVersion } from "../../src/cli/frame/product.ts";
import { cliMarkdown } from "../../src/cli/reference/cli-markdown.ts";
import { describeCommands } from "../../src/cli/reference/describe.ts";
import { errorsMarkdown } from "../../src/cli/reference/errors-markdown.ts";
import { manPage } from "../../src/cli/reference/man-page.ts";
import { distributionReference } from "../../src/distribution/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { trackerReference } from "../../src/tracker/index.ts";

const root = join(import.meta.dirname, "../..");
const nouns = await describeCommands(NOUNS);

const PAGES: readonly (readonly [path: string, content: string])[] = [
  ["docs/reference/cli.md", cliMarkdown(nouns)],
  ["docs/reference/errors.md", errorsMarkdown()],
  ["docs/reference/distribution.md", distributionReference()],
  ["docs/reference/policy.md", policyReference()],
  ["docs/reference/sudoers.md", (await loadSudoRules()).sudoersReference()],
  ["docs/reference/tracker.md", trackerReference()],
  ["docs/reference/advisory.md", advisoryReference()],
  ...auditPages(),
  ["packaging/debian/sameday.1", manPage(nouns, productVersion())],
];

/** `make reference` sets SAMEDAY_UPDATE and writes the pages instead of comparing them. */
describe("generated pages", () => {
  test.each(PAGES)("%s is current (make reference writes it)", (path, content) => {
    const file = join(root, path);
    if (process.env.SAMEDAY_UPDATE) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    expect(readFileSync(file, "utf8")).toBe(content);
  });

  test("no page is left of a rule that has gone", () => {
    const folder = join(root, "docs/reference/audit");
    const wanted = new Set(PAGES.map(([path]) => join(root, path)));
    const stale = readdirSync(folder).filter((name) => !wanted.has(join(folder, name)));
    if (process.env.SAMEDAY_UPDATE) for (const name of stale) rmSync(join(folder, name));
    else expect(stale).toEqual([]);
  });

  test("the manual page is read by man without a warning", async () => {
    const finished = await createProcessRunner("/nonexistent").run({
      argv: ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", join(root, "packaging/debian/sameday.1")],
      env: { MANWIDTH: "80", MANROFFSEQ: "" },
      timeLimitMs: 30_000,
    });
    expect(finished.stderr).toBe("");
    expect(Buffer.from(finished.stdout).toString("utf8")).toContain("the security desk of a Linux distribution");
  });
});
