import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as example from "../../../tests/system/web-example.ts";
import { named, readHtml } from "../../../tests/system/web-html.ts";
import { everyPage, FRAME, STRANGER } from "../../../tests/system/web-pages.tsx";
import { renderPage } from "../http/render.ts";
import type { BoardModel } from "../model/index.ts";
import { BoardPage, boardSentence } from "./board.tsx";
import { ErrorPage } from "./error.tsx";
import { UpdatePage } from "./update.tsx";
import { UpdateListPage } from "./update-list.tsx";

const names = Object.keys(everyPage());
const html = (name: string, frame = FRAME) => renderPage(everyPage(frame)[name] ?? <p />);

describe.each(names)("the page %s", (name) => {
  const page = html(name);
  const elements = readHtml(page);

  test("has a title, landmarks, one first heading, and headings without gaps", () => {
    expect(named(elements, "title")[0]?.text).toMatch(/\S+ · Sameday$/);
    for (const landmark of ["header", "main", "h1"]) expect(named(elements, landmark)).toHaveLength(1);
    expect(named(elements, "html")[0]?.attributes.get("lang")).toBe("en");
    const levels = named(elements, "h1", "h2", "h3", "h4").map((heading) => Number(heading.name.slice(1)));
    levels.reduce((before, level) => {
      expect(level).toBeLessThanOrEqual(before + 1);
      return level;
    }, 0);
  });

  test("labels every field, and every form that changes something carries the token", () => {
    const labelled = new Set(named(elements, "label").map((label) => label.attributes.get("for")));
    for (const field of named(elements, "input", "textarea", "select")) {
      if (field.attributes.get("type") === "hidden") continue;
      expect(labelled, `${field.attributes.get("name")} has a label`).toContain(field.attributes.get("id"));
    }
    const changing = named(elements, "form").filter((form) => form.attributes.get("method") === "post");
    const before = changing.filter((form) => /^\/login\//.test(form.attributes.get("action") ?? ""));
    const tokens = named(elements, "input").filter((input) => input.attributes.get("name") === "csrf");
    expect(tokens).toHaveLength(changing.length - before.length);
    expect(tokens.every((token) => token.attributes.get("value") === "form-token")).toBe(true);
  });

  test("names each id once, and every column", () => {
    const ids = elements.flatMap((element) => element.attributes.get("id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const head of named(elements, "th")) expect(head.attributes.has("scope")).toBe(true);
  });

  test("names the cells of tables that stand as cards where it is narrow", () => {
    const cards = page.match(/<table class="[^"]*\bcards\b.*?<\/table>/gs) ?? [];
    for (const table of cards) for (const [cell] of table.matchAll(/<td[^>]*>/g)) expect(cell).toContain("data-label=");
  });

  test("holds no script, no style, no image, and is light", () => {
    expect(named(elements, "script", "style", "svg", "img", "iframe", "object")).toEqual([]);
    for (const { attributes } of elements) {
      expect([...attributes.keys()].filter((key) => key === "style" || key.startsWith("on"))).toEqual([]);
    }
    expect(Buffer.byteLength(page)).toBeLessThan(50_000);
  });
});

test("what is confidential is marked on its page, in its title and in its row", () => {
  const page = html("update");
  expect(page).toContain('<body class="confidential">');
  expect(named(readHtml(page), "title")[0]?.text).toMatch(/^■ /);
  const board = readHtml(html("board"));
  expect(board.filter((element) => element.attributes.get("class") === "confidential")).toHaveLength(1);
  expect(html("judged update")).not.toContain('class="confidential"');
});

describe("the board's first sentence", () => {
  const of = (change: Partial<BoardModel>, frame = FRAME) => boardSentence({ ...example.BOARD, ...change }, frame);
  const none = { total: 0, rows: [] };
  const late = { total: 1, rows: [example.ROWS.embargoed] };
  const calm = { total: 3, rows: [example.ROWS.libmodbus] };

  test.each([
    [of({}), "Two updates wait for you; the first is 4 h past its day."],
    [of({ you: late }), "One update waits for you, 4 h past its day."],
    [of({ you: calm }), "Three updates wait for you; none is late."],
    [of({ you: none }), "No update waits for you; four updates are on the way, one is past its day."],
    [
      of({ you: none, open: 40, late: 13 }),
      "No update waits for you; 40 updates are on the way, 13 are past their day.",
    ],
    [of({ you: none, open: 0 }), "No update waits for you, and none is on the way."],
    [of({ you: none, late: 0 }, STRANGER), "Four updates are on the way; none is late."],
    [of({ you: none, open: 0 }, STRANGER), "No update is on the way."],
  ])("%s", (sentence, expected) => expect(sentence).toBe(expected));
});

describe("ways on are offered to those who may take them", () => {
  const buttons = (viewer: typeof FRAME.viewer, model: typeof example.UPDATE) =>
    readHtml(renderPage(<UpdatePage frame={{ ...FRAME, viewer, csrf: viewer ? "t" : "" }} model={model} />))
      .filter((element) => element.attributes.get("class")?.startsWith("button"))
      .map((element) => element.text);
  const { UPDATE, JUDGED, LEO, PIA, MO, KIT } = example;
  const SPONSORED = { ...UPDATE, uploaders: [...UPDATE.uploaders, { id: "leo", name: "Leo Ferrari" }] };
  const UNPUBLISHED = {
    ...UPDATE,
    act: "mend" as const,
    approvals: [{ person: "leo", decision: "approve" as const, reason: "", at: example.NOW }],
  };

  test.each([
    [
      "a full member",
      LEO,
      UPDATE,
      ["Approve as leo …", "Change issues, summary or hour …", "Send back with a reason …"],
    ],
    ["the uploader", PIA, UPDATE, ["Change issues, summary or hour …", "Send back with a reason …"]],
    ["an assistant", MO, UPDATE, ["Change issues, summary or hour …"]],
    [
      "a full member",
      LEO,
      JUDGED,
      ["Override the missing proof as leo …", "Change issues, summary or hour …", "Send back with a reason …"],
    ],
    ["one who has overridden already", PIA, JUDGED, ["Change issues, summary or hour …", "Send back with a reason …"]],
    ["an uploader of it", KIT, JUDGED, ["Send back with a reason …"]],
    ["a stranger", null, JUDGED, []],
    ["who signed the .changes", LEO, SPONSORED, ["Change issues, summary or hour …", "Send back with a reason …"]],
    [
      "who has approved what was not published",
      LEO,
      UNPUBLISHED,
      ["Approve anew as leo …", "Change issues, summary or hour …", "Send back with a reason …"],
    ],
    ["its uploader then", PIA, UNPUBLISHED, ["Change issues, summary or hour …", "Send back with a reason …"]],
  ])("%s", (_who, viewer, model, expected) => expect(buttons(viewer, model)).toEqual(expected));
});

test("everybody who signed the source is named", () => {
  const { UPDATE } = example;
  const model = { ...UPDATE, uploaders: [...UPDATE.uploaders, { id: "kit", name: "Kit Okafor" }] };
  const page = renderPage(<UpdatePage frame={FRAME} model={model} />);
  expect(page).toContain("by Pia Lindqvist (pia) and Kit Okafor (kit), ");
});

describe("the navigation", () => {
  const marked = (path: string) =>
    readHtml(html("people", { ...FRAME, path }))
      .filter(({ attributes }) => attributes.has("aria-current"))
      .map(({ text, attributes }) => `${text} ${attributes.get("aria-current")}`);

  test.each([
    ["/", ["Board page"]],
    ["/releases", ["Releases page"]],
    ["/releases/bookworm?page=2", ["Releases true"]],
    ["/tracker/CVE-2026-1000", ["Tracker true"]],
    ["/updates/U-41", []],
    ["", []],
  ])("at %j", (path, words) => expect(marked(path)).toEqual(words));
});

describe("a stranger's error page", () => {
  const links = (status: number, path: string) => {
    const error = { status, message: "No.", next: "", reference: "r", address: path };
    return named(readHtml(renderPage(<ErrorPage frame={{ ...STRANGER, path }} error={error} />)), "li").map(
      (item) => item.text,
    );
  };

  test.each([
    [401, "/people", ["Log in and come back to this page.", /^Logged in already/, "To the board"]],
    [404, "/updates/U-9", ["Log in; some pages are there for the team only.", /^Logged in already/, "To the board"]],
    [401, "", ["Log in.", "To the board"]],
    [500, "/people", ["To the board"]],
  ])("%i at %j", (status, path, texts) => {
    const found = links(status, path);
    expect(found).toHaveLength(texts.length);
    texts.forEach((text, at) => {
      expect(found[at]).toMatch(text);
    });
  });
});

describe("text of others", () => {
  /** Fields with a closed set of words; all other text may be anything. */
  const CLOSED = new Set([
    "state",
    "turn",
    "act",
    "result",
    "decision",
    "verdict",
    "change",
    "word",
    "outcome",
    "by",
    "severity",
    "role",
    "use",
  ]);
  const filled = <T,>(value: T, words: string, key = ""): T => {
    if (typeof value === "string") return (CLOSED.has(key) ? value : words) as T;
    if (value === null || typeof value !== "object" || value instanceof Date || value instanceof Uint8Array)
      return value;
    if (Array.isArray(value)) return value.map((item) => filled(item, words, key)) as T;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, words, name)])) as T;
  };
  const ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></pre></title><svg onload=alert(1)>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/",
    'https://evil.example/" onclick="x',
    "<!--",
    "]]>",
    "\u0000\u001b[31m",
    "a\u202eb",
  ];
  test("never becomes markup, whichever field it stands in", () => {
    const shapes = new Map(names.map((name) => [name, elementNames(html(name))]));
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(text, (words) => {
        for (const [name, page] of Object.entries(everyPage(FRAME, (model) => filled(model, words)))) {
          expect({ name, markup: markupIn(readHtml(renderPage(page)), shapes.get(name)) }).toEqual({
            name,
            markup: [],
          });
        }
      }),
      { examples: ATTACKS.map((attack) => [attack]), numRuns: ATTACKS.length + 13 },
    );
  });

  test.each([
    ["an element", "<img></img>", ["<img>"]],
    ["what runs", '<p onclick="x"></p>', ["<p onclick>"]],
    ["a style", '<p style="x"></p>', ["<p style>"]],
    ["an address of script", '<a href="javascript:alert(1)"></a>', ['<a href="javascript:alert(1)">']],
    ["another's address", '<form action="//evil.example/"></form>', ['<form action="//evil.example/">']],
    ["nothing", '<a href="/x"></a><a href="https://x.example/"></a><a href="#x"></a>', []],
  ])("would be noticed: %s", (_what, page, markup) => {
    expect(markupIn(readHtml(`<!doctype html>${page}`), new Set(["a", "p", "form"]))).toEqual(markup);
  });

  /** What text has added to a page. One list for all of it: an assertion for each of 6,000 elements takes most of the time. */
  function markupIn(elements: ReturnType<typeof readHtml>, shape: ReadonlySet<string> = new Set()): string[] {
    return elements.flatMap(({ name, attributes }) => [
      ...(shape.has(name) ? [] : [`<${name}>`]),
      ...[...attributes.keys()].filter((key) => /^on|^style$/.test(key)).map((key) => `<${name} ${key}>`),
      ...["href", "action"].flatMap((key) => {
        const address = attributes.get(key) ?? "/";
        return /^(?:\/(?!\/)|#|https?:\/\/)/.test(address) ? [] : [`<${name} ${key}="${address}">`];
      }),
    ]);
  }

  test("that changes how text reads is named", () => {
    const page = renderPage(everyPage(FRAME, (model) => filled(model, "safe\u202egnp.exe"))["judged update"] ?? <p />);
    const shown = page.replace(/<title>.*?<\/title>/s, "");
    expect(shown).toContain("safe⟨U+202E⟩gnp.exe");
  });

  function elementNames(page: string): Set<string> {
    return new Set([
      ...readHtml(page).map((element) => element.name),
      "ins",
      "del",
      "b",
      "ul",
      "li",
      "a",
      "p",
      "dl",
      "dt",
      "dd",
      "div",
      "h3",
      "small",
      "span",
      "section",
      "pre",
      "nav",
      "strong",
      "br",
    ]);
  }
});

test("a page stays under 50 kB however much there is to say", () => {
  const diff = `@@ -1 +1,9999 @@\n${'+<<<<&&&&"""" a line that takes much room once it is escaped\n'.repeat(9999)}`;
  const many = <T,>(item: T, count: number): T[] => Array.from({ length: count }, () => item);
  const { UPDATE } = example;
  const { review } = UPDATE;
  const [patch] = review?.source.patches ?? [];
  const [file] = review?.source.unexpected ?? [];
  const [binary] = review?.binaries ?? [];
  const [test] = UPDATE.tests;
  const [report] = UPDATE.reports;
  if (!review || !patch || !file || !binary || !test || !report) throw new Error("The example lacks a part.");
  const paths = many("/usr/share/doc/some-package/a-long-name-of-a-file", 5000);
  const model: typeof UPDATE = {
    ...UPDATE,
    row: { ...UPDATE.row, issues: many("CVE-2026-123456", 500) },
    summary: "word ".repeat(50_000),
    tests: many({ ...test, detail: "x".repeat(10_000) }, 2000),
    reports: many({ ...report, note: "note ".repeat(1000) }, 300),
    review: {
      ...review,
      source: {
        ...review.source,
        changelog: diff,
        patches: many({ ...patch, diff, description: "d".repeat(10_000), links: many("https://a.example/", 900) }, 400),
        unexpected: many({ ...file, diff }, 400),
      },
      binaries: many({ ...binary, filesAdded: paths, filesRemoved: paths, dependencies: paths, setuid: paths }, 200),
    },
  };
  expect(Buffer.byteLength(renderPage(<UpdatePage frame={FRAME} model={model} />))).toBeLessThan(50_000);
});

test("the board stays under 50 kB with as much as it is ever given", () => {
  const { BOARD, ROWS, exampleIssue } = example;
  const group = { total: 500, rows: Array.from({ length: 40 }, () => ROWS.others) };
  const issues = {
    total: 65_000,
    page: 7,
    pageSize: 25,
    rows: Array.from({ length: 25 }, (_, at) => exampleIssue(at * 2)),
  };
  const model: BoardModel = { ...BOARD, you: group, others: group, itself: group, issues };
  expect(Buffer.byteLength(renderPage(<BoardPage frame={FRAME} model={model} />))).toBeLessThan(50_000);
});

test("lists of 50 rows stay under 50 kB", () => {
  const rows = Array.from({ length: 50 }, () => example.ROWS.others);
  const list = { total: 500, page: 3, pageSize: 50, rows };
  const page = <UpdateListPage frame={FRAME} list="others" model={list} />;
  expect(Buffer.byteLength(renderPage(page))).toBeLessThan(50_000);
});

test("an empty desk says what will fill it", () => {
  const page = renderPage(<BoardPage frame={FRAME} model={example.EMPTY_BOARD} />);
  const empty = readHtml(page).filter((element) => element.attributes.get("class") === "empty");
  expect(empty.length).toBe(5);
  expect(empty.every((element) => element.text.length > 20)).toBe(true);
});
