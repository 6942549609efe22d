import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { SamedayError } from "../../kernel/index.ts";
import { runCommandLine } from "./run.ts";
import { defineVerb, type NounEntry, type Streams } from "./verb.ts";

const seen: unknown[] = [];

const add = defineVerb({
  name: "add",
  summary: "add something",
  arguments: { name: { summary: "its name", required: true }, more: { summary: "others", variadic: true } },
  options: {
    release: { kind: "text", value: "NAME", summary: "the release", choices: ["bookworm", "trixie"] },
    dryRun: { kind: "switch", summary: "change nothing" },
    hours: { kind: "number", value: "N", summary: "hours" },
    tag: { kind: "list", value: "TAG", summary: "tags" },
  },
  examples: [{ line: "sameday thing add x", says: "add x" }],
  exits: { 1: "there was one already" },
  async run(context, { args, options }) {
    seen.push({ args, options, data: context.dataDirectory });
    context.answer({ added: args.name }, () => `added ${args.name}`);
    return args.name === "twice" ? 1 : 0;
  },
});

const fail = defineVerb({
  name: "fail",
  summary: "fail in some way",
  arguments: { how: { summary: "how", required: true } },
  examples: [{ line: "sameday thing fail ours", says: "fail" }],
  async run(_context, { args }) {
    if (args.how === "ours") throw new SamedayError("NOT_ALLOWED", "Only \u001b[31mfull members\u001b[0m may do this.");
    throw new TypeError("secret of the machine room");
  },
});

const own = defineVerb({
  name: "",
  summary: "read a plan",
  arguments: { file: { summary: "the plan" } },
  examples: [{ line: "sameday plan x", says: "read x" }],
  async run(_context, { args }) {
    throw new SamedayError("INPUT_INVALID", `There is no ${args.file}.`);
  },
});

const nouns: readonly NounEntry[] = [
  {
    name: "thing",
    summary: "things",
    load: async () => ({ name: "thing", description: "Things.", verbs: [add, fail] }),
  },
  {
    name: "plan",
    summary: "plans",
    load: async () => ({ name: "plan", description: "Plans.", verbs: [{ ...add, name: "check" }], own }),
  },
];

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: "", err: "" };
  const sink = (key: "out" | "err"): PassThrough => {
    const stream = new PassThrough();
    stream.on("data", (chunk: Buffer) => {
      texts[key] += chunk.toString("utf8");
    });
    return stream;
  };
  const streams = { stdin: new PassThrough(), stdout: sink("out"), stderr: sink("err") } as unknown as Streams;
  const code = await runCommandLine(words, { streams, environment: { HOME: "/home/ada" }, nouns });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, ...texts };
}

describe("a command line", () => {
  test("gives the verb its values in their types, common options from anywhere", async () => {
    const words = [
      "thing",
      "--data=/srv/x",
      "add",
      "a",
      "b",
      "c",
      "--hours",
      "1.5",
      "--tag",
      "x",
      "--dry-run",
      "--tag",
      "y",
    ];
    expect(await run(...words, "--json")).toEqual({ code: 0, out: '{\n  "added": "a"\n}\n', err: "" });
    expect(seen.at(-1)).toEqual({
      args: { name: "a", more: ["b", "c"] },
      options: { release: undefined, dryRun: true, hours: 1.5, tag: ["x", "y"] },
      data: "/srv/x",
    });
  });

  test("absent values are absent: no list, no switch", async () => {
    await run("thing", "add", "a");
    expect(seen.at(-1)).toMatchObject({ args: { more: [] }, options: { dryRun: false, tag: [] } });
  });

  test("the verb's number is the exit code", async () => {
    expect(await run("thing", "add", "twice")).toMatchObject({ code: 1, out: "added twice\n" });
  });

  test("words after -- are arguments", async () => {
    await run("thing", "add", "--", "--json", "--data");
    expect(seen.at(-1)).toMatchObject({ args: { name: "--json", more: ["--data"] } });
  });

  test.each([
    [["thing", "add"], /Missing required argument 'name'/],
    [["thing", "add", "a", "--relase", "x"], /Unknown option '--relase' \(did you mean --release\?\)/],
    [["thing", "add", "a", "--release", "sid"], /Allowed choices are bookworm, trixie/],
    [["thing", "add", "a", "--hours", "many"], /--hours takes a number, not "many"/],
    [["thing", "ad"], /"ad" is no verb of "thing"; did you mean "add"\?/],
    [["thing", "fial", "ours"], /"fial" is no verb of "thing"; did you mean "fail"\?/],
    [["thing", "dad", "a", "--tag", "x", "--dry-run"], /"dad" is no verb of "thing"; did you mean "add"\?/],
    [["thing", "zzz", "a"], /"zzz" is no verb of "thing"; its verbs are add, fail/],
    [["thing", "--tga"], /Unknown option '--tga'/],
    [["thin"], /no command "thin"; did you mean "thing"\?/],
    [["thnig", "add"], /no command "thnig"; did you mean "thing"\?/],
    [["add", "a"], /no command "add"; did you mean "sameday thing add"\?/],
    [["zzz"], /no command "zzz"\. /],
    [["--jsn"], /Unknown option "--jsn"/],
    [["thing", "add", "--data"], /--data takes a directory/],
    [["thing", "add", "x", "--data", "/a", "--data", "/b"], /--data names one directory.*tracker/],
    [["thing", "fail", "ours", "extra"], /Too many arguments/],
  ])("wrong usage %j is exit 2 and one sentence", async (words, says) => {
    const { code, out, err } = await run(...words);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
    expect(err).toContain("code USAGE, exit 2");
  });
});

test("a noun that takes a word of its own offers its verb for what it cannot read", async () => {
  const { code, err } = await run("plan", "cheak");
  expect([code, err]).toEqual([2, expect.stringContaining('There is no cheak. Did you mean "sameday plan check"?')]);
  expect((await run("plan", "elsewhere.toml")).err).toContain("There is no elsewhere.toml.\n");
});

describe("errors", () => {
  test("ours: sentence, code, next step; nothing that steers a terminal", async () => {
    const { code, err } = await run("thing", "fail", "ours");
    expect(code).toBe(3);
    expect(err).toBe(
      "sameday: Only \ufffd[31mfull members\ufffd[0m may do this.\n  code NOT_ALLOWED, exit 3\n  Ask somebody with the role that the message names; where it names a time, wait.\n",
    );
  });

  test("with --json one object on standard error", async () => {
    const { out, err } = await run("thing", "fail", "ours", "--json");
    expect(out).toBe("");
    expect(JSON.parse(err)).toMatchObject({ error: { code: "NOT_ALLOWED", exitCode: 3 } });
  });

  test("unknown faults keep their message to themselves and name the place", async () => {
    const { code, err } = await run("thing", "fail", "otherwise");
    expect(code).toBe(70);
    expect(err).not.toContain("secret");
    expect(err).toMatch(/reference: TypeError at cli\/frame\/run\.test\.ts:\d+/);
  });
});

describe("help", () => {
  test.each([
    [["--help"], /Nouns:\n {2}thing {2}things/],
    [["help"], /Nouns:/],
    [["thing", "--help"], /Verbs:\n {2}add/],
    [["thing"], /Verbs:/],
    [["help", "thing", "add"], /Usage: sameday thing add/],
    [["thing", "add", "-h"], /--release NAME\s+the release: bookworm, trixie/],
  ])("%j is on standard output, exit 0", async (words, says) => {
    const { code, out, err } = await run(...words);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(says);
  });

  test("help has examples, exit codes and lines that fit a terminal", async () => {
    const { out } = await run("thing", "add", "--help");
    expect(out).toContain("sameday thing add x\n      add x");
    expect(out).toContain("1  there was one already");
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("no words at all is wrong usage: help on standard error", async () => {
    expect(await run()).toMatchObject({ code: 2, out: "", err: expect.stringContaining("Nouns:") });
  });

  test("the version", async () => {
    expect(await run("--version")).toMatchObject({ code: 0, out: expect.stringMatching(/^sameday \d+\.\d+\.\d+\n$/) });
  });
});
