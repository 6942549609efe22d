import { SamedayError } from "../../kernel/index.ts";
import { readText } from "../desk/read-text.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";

const run = defineVerb({
  name: "run",
  summary: "lease work from a desk and do it, until stopped",
  description:
    "Runs as an ordinary user with subordinate ids, never as root. Needs nothing of the desk but its address and a key that the desk knows.",
  arguments: { name: { summary: "the builder's name in the distribution definition", required: true } },
  options: {
    server: { kind: "text", value: "URL", required: true, summary: "the desk's address" },
    key: { kind: "text", value: "FILE", required: true, summary: "the builder's Ed25519 key, mode 0600" },
    directory: { kind: "text", value: "DIR", required: true, summary: "where bases, packages and work are kept" },
    architecture: { kind: "list", value: "ARCH", summary: "an architecture to build for, at least one" },
    slots: { kind: "number", value: "N", summary: "steps at the same time (default 1)" },
    proxy: { kind: "text", value: "URL", summary: "a proxy for apt, like http://host:3142" },
  },
  examples: [
    {
      line: "sameday builder run ash --server https://desk.example.org --key ash.key --directory ~/builder --architecture amd64",
      says: "builds for amd64",
    },
  ],
  exits: { 3: "the desk refuses this builder", 4: "something that builds need is missing on this machine" },
  silent: "runs until it is stopped; what it has to say goes to standard error",
  async run(context, { args, options }) {
    const [{ runBuilder }, { parseEvidenceKey }] = await Promise.all([
      import("../../builder/index.ts"),
      import("../../evidence/index.ts"),
    ]);
    if (options.architecture.length === 0) throw new SamedayError("USAGE", "Name at least one --architecture.");
    await runBuilder({
      name: args.name,
      server: options.server,
      key: parseEvidenceKey(await readText(options.key)),
      directory: options.directory,
      architectures: options.architecture,
      slots: options.slots ?? 1,
      processes: context.processes,
      clock: context.clock,
      random: context.random,
      ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
      progress: (line) => context.progress.note(line),
      signal: context.signal,
    });
  },
});

const createKey = defineVerb({
  name: "create-key",
  summary: "make a builder's key and print its public half",
  arguments: { file: { summary: "where the secret key goes; must not exist", required: true } },
  examples: [{ line: "sameday builder create-key ash.key", says: "the line for the distribution definition" }],
  exits: { 2: "the file exists already, or cannot be written" },
  async run(context, { args }) {
    const { createEvidenceKey, formatEvidenceKey } = await import("../../evidence/index.ts");
    const { writeFile } = await import("node:fs/promises");
    const key = createEvidenceKey(context.random);
    await writeFile(args.file, formatEvidenceKey(key), { mode: 0o600, flag: "wx" }).catch((cause) => {
      throw new SamedayError("INPUT_INVALID", `${args.file} cannot be written, or exists already.`, cause);
    });
    context.answer({ publicKey: key.publicKey }, () => `public-key = "${key.publicKey}"`);
  },
});

export const noun: Noun = {
  name: "builder",
  description: "A machine that builds, proves and tests; it holds no key of the archive and no database.",
  verbs: [run, createKey],
};
