import path from "node:path";
import { formatInstant } from "../../kernel/index.ts";
import { untilStopped } from "../desk/until-stopped.ts";
import { warningDays } from "../desk/warning-days.ts";
import type { CommandContext } from "../frame/context.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";

const run = defineVerb({
  name: "run",
  summary: "run the archive signer, until stopped",
  description: "Holds the archive's keys. Publishes what it has checked by itself, and nothing on anybody's word.",
  examples: [{ line: "sameday signer run", says: "as the user that owns the signer's directory" }],
  exits: { 2: "the definition cannot be used", 4: "the data directory is missing, broken or in use" },
  silent: "runs until it is stopped; what it has to say goes to standard error",
  async run(context) {
    const [{ runSigner }, { loadDefinition, layoutOf }] = await Promise.all([
      import("../../signer/index.ts"),
      import("../../desk/index.ts"),
    ]);
    const layout = layoutOf(context.dataDirectory);
    const running = await runSigner({
      directory: layout.signer,
      socketPath: layout.signerSocket,
      exchange: layout.exchange,
      definition: await loadDefinition(layout.definition, context.processes),
      runner: context.processes,
      clock: context.clock,
      random: context.random,
      say: (text: string) => context.progress.note(text),
    });
    await untilStopped(context);
    await running.close();
  },
});

const keys = defineVerb({
  name: "keys",
  summary: "show the keys that sign, and when they expire",
  examples: [{ line: "sudo sameday signer keys", says: "fingerprints, states and dates" }],
  exits: { 4: "the signer does not answer" },
  async run(context) {
    const [found, { expiringKeys }] = await Promise.all([
      client(context).then((signer) => signer.keys()),
      import("../../signer/index.ts"),
    ]);
    const warnings = expiringKeys(found, await warningDays(context), context.clock.now());
    context.answer(found, () =>
      [
        ...found.map((key) => {
          const expires = key.expires === null ? "does not expire" : `expires ${formatInstant(new Date(key.expires))}`;
          return `${key.use.padEnd(9)} ${key.fingerprint}  ${key.state}, ${expires}`;
        }),
        ...warnings.map(({ sentence, next }) => `${sentence}\n→ ${next}`),
      ].join("\n"),
    );
  },
});

const rotate = defineVerb({
  name: "rotate",
  summary: "change the archive's key with an overlap",
  description:
    "`begin` makes a new key; from then on both sign, and the keyring package brings the new one to machines. `finish` retires the old one.",
  arguments: { stage: { summary: "which half of it", required: true, choices: ["begin", "finish"] } },
  examples: [{ line: "sudo sameday signer rotate begin", says: "starts the overlap" }],
  exits: {
    3: "the signer refuses, as while machines have not had the time to take the new key",
    4: "the signer does not answer",
  },
  async run(context, { args }) {
    const found = await (await client(context)).rotate(args.stage as "begin" | "finish");
    context.answer(found, () => found.map((key) => `${key.use} ${key.fingerprint} ${key.state}`).join("\n"));
  },
});

const trustBuilder = defineVerb({
  name: "trust-builder",
  summary: "let the signer believe a builder's statements",
  description: "For builders whose key the definition does not name. Only the signer's own user can say this.",
  arguments: {
    name: { summary: "the builder's name", required: true },
    publicKey: { summary: "its public key, as `builder create-key` printed it", required: true },
  },
  examples: [{ line: "sudo -u sameday-sign sameday signer trust-builder ash BASE64", says: "from now on" }],
  exits: { 2: "the key is no builder's public key" },
  async run(context, { args }) {
    const { trustBuilder: trust } = await import("../../signer/index.ts");
    await trust(path.join(context.dataDirectory, "signer"), { name: args.name, publicKey: args.publicKey });
    context.answer({ trusted: args.name }, () => `The signer believes ${args.name} from now on.`);
  },
});

async function client(context: CommandContext) {
  const { createSignerClient } = await import("../../signer/index.ts");
  return createSignerClient(path.join(context.dataDirectory, "run", "signer"));
}

export const noun: Noun = {
  name: "signer",
  description: "The process that holds the archive's keys.",
  verbs: [run, keys, rotate, trustBuilder],
};
