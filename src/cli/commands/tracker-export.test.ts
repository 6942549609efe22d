import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../frame/run.ts";

const FILES: Readonly<Record<string, string>> = {
  "data/config.json": '{"distributions": {"bookworm": {"release": "stable"}, "sid": {"release": "unstable"}}}',
  "data/CVE/list": "CVE-2026-1000 (x)\n\t- curl 2\n\t[bookworm] - curl <ignored> (Too intrusive)\n",
  "indexes/bookworm__main_Sources": "Package: curl\nVersion: 1\n\n",
  "indexes/sid__main_Sources": "Package: curl\nVersion: 2\n\n",
};

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "sameday-tracker-export-"));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  }
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

async function run(words: string): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const line = `tracker export ${words} --data @data --archive @indexes --out @out`;
  const exit = await runCommandLine(line.replaceAll("@", `${scratch}/`).split(" "), { streams, environment: {} });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

function written(path: string): string {
  return readFileSync(join(scratch, "out", path), "utf8");
}

test("openvex: a document for each issue, and a second run changes nothing", async () => {
  const first = await run("openvex --url https://example.org/vex/");
  expect([first.exit, first.err]).toEqual([0, ""]);
  expect(JSON.parse(written("cve-2026-1000.openvex.json"))).toMatchObject({
    "@id": "https://example.org/vex/cve-2026-1000.openvex.json",
    version: 1,
  });
  expect(readdirSync(join(scratch, "out")).sort()).toEqual(["cve-2026-1000.openvex.json", "index.json"]);
  expect(first.out).toContain("1 of them changed now.");
  expect((await run("openvex --url https://example.org/vex/")).out).toContain("0 of them changed now.");
});

test("csaf: a changed answer is a second revision of the document, in the same place", async () => {
  await run("csaf");
  const [path = ""] = written("white/index.txt").split("\n");
  const list = join(scratch, "data/CVE/list");
  writeFileSync(list, readFileSync(list, "utf8").replace("\t[bookworm] - curl <ignored> (Too intrusive)\n", ""));
  await run("csaf");
  const { tracking } = JSON.parse(written(`white/${path}`)).document;
  expect(tracking).toMatchObject({ version: "2", status: "final" });
  expect(tracking.revision_history.map(({ number }: { number: string }) => number)).toEqual(["1", "2"]);
  expect(written("white/changes.csv")).toContain(tracking.current_release_date);
});

test.each(["csaf", "openvex", "osv", "oval"])(
  "%s: documents keep their dates where the index is lost",
  async (form) => {
    writeFileSync(
      join(scratch, "indexes/bookworm__main_amd64_Packages"),
      "Package: curl\nVersion: 1\nArchitecture: amd64\n\n",
    );
    const documents = (): ReadonlyMap<string, string> => {
      const paths = readdirSync(join(scratch, "out"), { recursive: true, encoding: "utf8" });
      const own = paths.filter((path) => /(?:cve|CVE|oval-definitions)-[^/]*\.(?:json|xml)$/.test(path)).sort();
      return new Map(own.map((path) => [path, written(path)]));
    };
    const list = join(scratch, "data/CVE/list");
    await run(form);
    writeFileSync(list, readFileSync(list, "utf8").replace("- curl 2", "- curl 3"));
    await run(form);
    const before = documents();
    expect(before.size).toBeGreaterThan(0);
    rmSync(join(scratch, "out/index.json"));
    expect((await run(form)).err).toBe("");
    expect(documents()).toEqual(before);
  },
);

test("another house speaks for itself, and its releases have the definition's numbers", async () => {
  const options = "--publisher Acme --pages https://acme.example/issues/ --contact security@acme.example";
  const { exit } = await run(`csaf ${options}`);
  expect(exit).toBe(0);
  const provider = JSON.parse(written("provider-metadata.json"));
  expect(provider.publisher).toMatchObject({ name: "Acme", namespace: "https://acme.example" });
  const [path = ""] = written("white/index.txt").split("\n");
  expect(written(`white/${path}`)).toContain("Acme 12 (bookworm)");
});

test.each([
  ["pdf", "no form of export"],
  ["osv --as-debian", "--as-debian is for debian-json and debsecan"],
  ["csaf --publisher Acme", "--publisher needs --pages and --contact"],
  ["csaf --contact x@example.org", "name it with --publisher"],
  ["csaf --publisher= --pages https://acme.example --contact x@acme.example", "cannot be empty"],
  ["csaf --url https://", "--url takes an address"],
  ["csaf --url http://example.org/csaf", "by https alone"],
  ["csaf --url example.org/x", "--url takes an address"],
  ["csaf --url javascript:alert(1)", "--url takes an address"],
])("%s is refused before anything is written", async (words, why) => {
  const { exit, err } = await run(words);
  expect(exit).toBe(2);
  expect(err).toContain(why);
  expect(existsSync(join(scratch, "out"))).toBe(false);
});

test("oval without an index of binary packages says what is missing", async () => {
  const { exit, err } = await run("oval");
  expect(exit).not.toBe(0);
  expect(err).toContain("no Packages index names any");
});
