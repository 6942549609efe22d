import { expect, test } from "vitest";
import { readHtml } from "../../../../tests/system/web-html.ts";
import { type Case, type CaseView, openCase } from "../../../cases/index.ts";
import { shippedPolicy } from "../../../cases/policy/testing.ts";
import { renderPage } from "../../http/render.ts";
import type { Frame } from "../../model/index.ts";
import { CaseFacts } from "./facts.tsx";

const day = (number: number): Date => new Date(Date.UTC(2026, 10, number, 12));

test("an hour of publication stands with what a list that was told has against it, until the world knows", async () => {
  const policy = await shippedPolicy("debian");
  const told: Case = { ...openCase("SEC-2026-0007", day(1)), shared: { distros: day(2) } };
  const words = (theCase: Case): string => {
    const kept = { case: theCase, reporter: "", title: "", cameEncrypted: true, advisory: "" };
    const view = { kept, policy, reporterKey: undefined } as unknown as CaseView;
    const frame = { now: day(3), zone: "UTC" } as Frame;
    return readHtml(renderPage(<CaseFacts frame={frame} view={view} />))[0]?.text ?? "";
  };
  const warning = "The list distros prefers an embargo of at most 7 days.";
  expect(words({ ...told, embargo: { at: day(12), zone: "UTC" } })).toContain(warning);
  expect(words({ ...told, embargo: { at: day(5), zone: "UTC" } })).not.toContain("The list distros");
  expect(words({ ...told, embargo: { at: day(12), zone: "UTC" }, publishedAt: day(12) })).not.toContain(warning);
});
