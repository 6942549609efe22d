import { describe, expect, test } from "vitest";
import { DRILLS } from "../../../tests/system/web-example.ts";
import { named, readHtml } from "../../../tests/system/web-html.ts";
import { FRAME } from "../../../tests/system/web-pages.tsx";
import { renderPage } from "../http/render.ts";
import type { DrillRun } from "../model/index.ts";
import { DrillsPage } from "./drills.tsx";

const [last] = DRILLS.runs;
if (!last) throw new Error("The example has no drill.");

function shown(own: DrillRun["own"], change: Partial<DrillRun> = {}) {
  const html = renderPage(
    <DrillsPage frame={FRAME} model={{ ...DRILLS, runs: [{ ...last, ...change, own } as DrillRun] }} />,
  );
  const elements = readHtml(html);
  return {
    text: named(elements, "main")
      .map(({ text }) => text)
      .join(" "),
    cell: named(elements, "td").find(({ attributes }) => attributes.get("data-label") === "Own share")?.text,
  };
}

describe("the desk's own share of a drill", () => {
  test("is told in the last drill's words and in the list, beside what it should stay under", () => {
    const { text, cell } = shown({ share: 0.0272, ms: 4800, cpuMs: 11_400 });
    expect(text).toContain(
      "The desk's own share was 2.7 %, under the aim of 5 %: for 4.8 s no tool was at work. Its processes used 11 s of processor time.",
    );
    expect(cell).toBe("2.7 %");
  });

  test("over the aim it is said in words and with a shape, in both places", () => {
    const { text, cell } = shown({ share: 0.0612, ms: 10_300, cpuMs: 11_400 });
    expect(text).toContain("The desk's own share was 6.1 %, over the aim of 5 %");
    expect(cell).toBe("▲ 6.1 %, over 5 %");
  });

  test("where it meets the aim by rounding alone it is over, and looks so", () => {
    expect(shown({ share: 0.0503, ms: 8000, cpuMs: 0 }).cell).toBe("▲ 5.03 %, over 5 %");
    expect(shown({ share: 0.0498, ms: 8000, cpuMs: 0 }).cell).toBe("4.98 %");
    expect(shown({ share: 0.05, ms: 8000, cpuMs: 0 }).cell).toBe("▲ 5.00 %, over 5 %");
  });

  test("is a dash where it was not measured, and nothing is claimed", () => {
    const { text, cell } = shown(null);
    expect(cell).toBe("– not measured");
    expect(text).not.toContain("own share was");
  });
});
