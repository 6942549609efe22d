import { describe, expect, test } from "vitest";
import { createProcessRunner } from "../system/index.ts";
import { aptRepositories, chooseMirror, parseIndexTargets } from "./machine-mirror.ts";

const debian = { suite: "bookworm", fallback: "http://deb.debian.org/debian", components: ["main"] };

describe("the machine's mirror", () => {
  test.each([
    ["this very suite", ["http://a.example/debian|bookworm|main"], "http://a.example/debian", "machine"],
    [
      "another suite of the archive",
      ["http://a.example/mirrors/debian|trixie|main"],
      "http://a.example/mirrors/debian",
      "machine",
    ],
    [
      "this suite before another",
      ["http://b.example/debian|sid|main", "http://a.example/debian|bookworm|main"],
      "http://a.example/debian",
      "machine",
    ],
    [
      "not another archive",
      ["http://a.example/debian-security|bookworm-security|main"],
      "http://deb.debian.org/debian",
      "fallback",
    ],
    ["not a derivative", ["http://archive.example/ubuntu|noble|main"], "http://deb.debian.org/debian", "fallback"],
    [
      "not a stranger with the suite's name",
      ["https://vendor.example/linux/debian|bookworm|stable"],
      "http://deb.debian.org/debian",
      "fallback",
    ],
    ["nothing configured", [], "http://deb.debian.org/debian", "fallback"],
  ] as const)("%s", (_what, configured, url, taken) => {
    const repositories = configured.map((line) => {
      const [address = "", suite = "", component = ""] = line.split("|");
      return { url: address, suite, component };
    });
    expect(chooseMirror(debian, repositories)).toMatchObject({ url, taken });
  });

  test("passwords, other transports and other files than Packages are left out of apt's answer", () => {
    const answer = [
      "Packages\thttp://a.example/debian/\tbookworm\tmain",
      "Packages\thttp://a.example/debian/\tbookworm\tmain",
      "Translations\thttp://a.example/debian/\tbookworm\tmain",
      "Packages\thttps://me:secret@b.example/debian/\tbookworm\tmain",
      "Packages\ttor+http://c.example/debian/\tbookworm\tmain",
      "Packages\thttp://[d.example/debian/\tbookworm\tmain",
      "Packages\tfile:/srv/debian/\tbookworm\tmain",
      "",
    ].join("\n");
    expect(parseIndexTargets(answer)).toEqual([
      { url: "http://a.example/debian", suite: "bookworm", component: "main" },
    ]);
  });

  test("real apt answers in the form that is parsed", async () => {
    for (const { url, suite, component } of await aptRepositories(createProcessRunner("/nonexistent"))) {
      expect(url).toMatch(/^https?:\/\/.*[^/]$/);
      expect(suite).not.toBe("");
      expect(component).not.toContain("$");
    }
  });

  test("a machine without apt has no mirrors", async () => {
    const { run } = createProcessRunner("/nonexistent");
    const processes = { run: () => run({ argv: ["no-such-program-here"], timeLimitMs: 1000 }) };
    expect(await aptRepositories(processes)).toEqual([]);
  });
});
