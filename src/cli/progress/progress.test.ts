import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createStyle } from "../style.ts";
import { createProgress, withProgress } from "./index.ts";
import { plainProgress } from "./plain.ts";
import { terminalProgress } from "./terminal.ts";

test("a terminal hears of work that never waits, at most five times a second", () => {
  let [written, now] = ["", 0];
  const terminal = {
    write(text: string) {
      written += text;
    },
    columns: () => 80,
  };
  const progress = terminalProgress(terminal, createStyle({ isTTY: false }, {}), () => now);
  const task = progress.start("Audit");
  for (now = 1; now <= 1000; now += 1) task.update({ done: now, total: 1000, detail: `${now} read` });
  task.succeed();
  task.update({ detail: "after the end" });
  progress.close();
  expect(written.match(/\d+ read/g)).toEqual(["200 read", "400 read", "600 read", "800 read", "1000 read"]);
});

describe("plain lines", () => {
  test("say start and end, and between them a sign of life every ten seconds", () => {
    let written = "";
    let now = 0;
    const progress = plainProgress(
      (text) => {
        written += text;
      },
      () => now,
    );
    const task = progress.start("Fetch");
    for (now = 1000; now <= 25_000; now += 1000) task.update({ done: now, total: 50_000, detail: "libmodbus" });
    task.succeed("3 files");
    task.fail("after the end nothing counts");
    expect(written).toBe(
      "Fetch …\nFetch: 20 %, libmodbus, for 10 s\nFetch: 40 %, libmodbus, for 20 s\nFetch: done in 26 s (3 files)\n",
    );
  });

  test("what a note brings from outside does nothing to a terminal", () => {
    const outside = "server: \u001b[2J\u001b]0;title\u0007\r\u202ereversed\n\tin words";
    let written = "";
    const write = (text: string): void => {
      written += text;
    };
    plainProgress(write, () => 0).note(outside);
    const terminal = { write, columns: () => 80 };
    terminalProgress(terminal, createStyle({ isTTY: false }, {}), () => 0).note(outside);
    const shown = "server: \ufffd[2J\ufffd]0;title\ufffd\ufffd\ufffdreversed\n\tin words\n";
    expect(written).toBe(shown + shown);
  });

  test("work without news says every half minute that it goes on, until it ends or nobody listens", () => {
    vi.useFakeTimers();
    let written = "";
    const progress = plainProgress(
      (text) => {
        written += text;
      },
      () => Date.now(),
    );
    const build = progress.start("Build");
    progress.start("Prove");
    vi.advanceTimersByTime(65_000);
    build.succeed();
    expect(written.split("\n").filter((line) => line.startsWith("Build: "))).toEqual([
      "Build: still working, for 30 s",
      "Build: still working, for 1 min",
      "Build: done in 1 min 5 s",
    ]);
    written = "";
    progress.close();
    vi.advanceTimersByTime(65_000);
    expect(written).toBe("");
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

test.each([
  ["plain", (write: (text: string) => void) => plainProgress(write, () => 5000)],
  [
    "live",
    (write: (text: string) => void) => terminalProgress({ write, columns: () => 40 }, createStyle({}, {}), () => 5000),
  ],
])("%s lines say the time that is given once, and none of their own", (_kind, make) => {
  let written = "";
  const progress = make((text) => {
    written += text;
  });
  progress.start("build").succeed("Built.", 62_000);
  progress.start("prove").fail("Different.", 3000);
  progress.close();
  expect(written).toMatch(/build.*1 min 2 s.*Built\./);
  expect(written).toMatch(/prove.*3 s.*Different\./);
});

describe("live lines", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function screen(columns = 40) {
    const lines = [""];
    return {
      columns: () => columns,
      lines: () => lines.filter((line, index) => index < lines.length - 1 || line !== ""),
      /** Understands just what the renderer uses: lines up, carriage return, clear to the end. */
      write(text: string) {
        if (text.endsWith("A\r\u001b[J")) {
          lines.splice(lines.length - 1 - Number.parseInt(text.slice(2), 10));
          lines.push("");
          return;
        }
        for (const [index, part] of text.split("\n").entries()) {
          if (index > 0) lines.push("");
          lines[lines.length - 1] += part;
        }
      },
    };
  }

  test("ended work stays, running work is below it, nothing is left over", () => {
    const terminal = screen();
    const progress = terminalProgress(terminal, createStyle({}, {}), () => Date.now());
    const build = progress.start("Build");
    const fetch = progress.start("Fetch");
    fetch.update({ done: 1, total: 4 });
    vi.advanceTimersByTime(2000);
    expect(terminal.lines()).toHaveLength(2);
    expect(terminal.lines()[1]).toMatch(/^. Fetch {2}25 % {2}2 s$/);
    fetch.succeed();
    progress.note("A note.");
    expect(terminal.lines()).toEqual(["done Fetch  2 s", "A note.", expect.stringMatching(/^. Build/)]);
    build.fail();
    expect(terminal.lines()).toEqual(["done Fetch  2 s", "A note.", "failed Build  2 s"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a line never wraps, and nothing from outside steers the terminal", () => {
    const terminal = screen(20);
    const progress = terminalProgress(terminal, createStyle({}, {}), () => 0);
    progress.start("Build").update({ detail: `\u001b[2J${"x".repeat(100)}` });
    vi.advanceTimersByTime(100);
    expect(terminal.lines()).toEqual([expect.stringMatching(/^. Build {2}\ufffd\[2Jx+…$/)]);
    expect(terminal.lines()[0]?.length).toBeLessThan(20);
    progress.close();
    expect(terminal.lines()).toEqual([]);
  });
});

describe("which form", () => {
  const stream = (isTTY: boolean) => ({
    isTTY,
    written: "",
    write(text: string) {
      this.written += text;
      return true;
    },
  });

  test.each([
    ["--json: nothing", true, true, {}, ""],
    ["a log: plain", false, false, {}, "Work …\nWork: done"],
    ["a dumb terminal: plain", false, true, { TERM: "dumb" }, "Work …\nWork: done"],
    ["a terminal: live", false, true, {}, "\u001b["],
  ])("%s", async (_what, json, isTTY, environment, contains) => {
    const to = stream(isTTY);
    const progress = createProgress({ json, stream: to as unknown as NodeJS.WriteStream, environment });
    expect(await withProgress(progress, "Work", async () => 7)).toBe(7);
    progress.close();
    if (contains === "") expect(to.written).toBe("");
    else expect(to.written).toContain(contains);
  });

  test("NO_COLOR keeps live lines and drops colours", () => {
    const good = (environment: Record<string, string>) => createStyle({ isTTY: true }, environment).good("x");
    expect([good({}), good({ NO_COLOR: "1" }), good({ TERM: "dumb" })]).toEqual(["\u001b[32mx\u001b[0m", "x", "x"]);
  });
});
