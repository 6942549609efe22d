import type { DeskClient } from "../../api/index.ts";
import type { KnownKey, Statement } from "../../evidence/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { DESK_OPTIONS, openDesk } from "../desk/session.ts";
import type { Check } from "../evidence/verify-bundle.ts";
import { type CommandContext, defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";

const ID = { update: { summary: "the update's id, like U-204817365", required: true } } as const;

const list = defineVerb({
  name: "list",
  summary: "list the statements, approvals and files of an update",
  arguments: ID,
  options: DESK_OPTIONS,
  examples: [{ line: "sameday evidence list U-204817365", says: "what is on file, and by whom" }],
  async run(context, { args, options }) {
    const bundle = await (await openDesk(context, options.desk)).evidence(args.update);
    context.answer(bundle, () =>
      [
        ...bundle.statements.map(({ step, envelope }) => {
          const { party, result } = decode(envelope).predicate;
          return `statement  ${step.padEnd(26)} ${party.padEnd(16)} ${result}`;
        }),
        ...bundle.approvals.map(({ person, decision }) => `approval   ${decision.padEnd(26)} ${person}`),
        ...bundle.files.map(({ name, sha256, role }) => `file       ${sha256}  ${role.padEnd(6)} ${name}`),
      ]
        .map(printable)
        .join("\n"),
    );
  },
});

const show = defineVerb({
  name: "show",
  summary: "show one statement, decoded",
  description: "The in-toto statement inside the DSSE envelope, as JSON. `evidence verify` checks its signature.",
  arguments: { ...ID, step: { summary: 'the step, like "build amd64"', required: true } },
  options: DESK_OPTIONS,
  examples: [
    { line: 'sameday evidence show U-204817365 "prove variation amd64"', says: "what the second build found" },
  ],
  exits: { 1: "there is no such step, or no statement of it yet" },
  async run(context, { args, options }) {
    const bundle = await (await openDesk(context, options.desk)).evidence(args.update);
    const found = bundle.statements.find(({ step }) => step === args.step);
    if (!found) {
      const steps = bundle.statements.map(({ step }) => step).join(", ");
      throw new SamedayError(
        "NOT_FOUND",
        `${args.update} has no statement of ${args.step}; it has: ${steps || "none"}.`,
      );
    }
    const statement = decode(found.envelope);
    context.answer(statement, () => printable(JSON.stringify(statement, null, 2)));
  },
});

const exportBundle = defineVerb({
  name: "export",
  summary: "write all evidence of an update into a directory",
  description: "evidence.json and the files that it names. `evidence verify` needs nothing else, and no desk.",
  arguments: { ...ID, directory: { summary: "is made; must not exist", required: true } },
  options: DESK_OPTIONS,
  examples: [{ line: "sameday evidence export U-204817365 evidence-of-it", says: "to be kept, or given to others" }],
  async run(context, { args, options }) {
    const { writeBundle } = await import("../evidence/bundle-files.ts");
    const desk: DeskClient = await openDesk(context, options.desk);
    const bundle = await desk.evidence(args.update);
    const files = await writeBundle(desk, bundle, args.directory, context.progress);
    context.answer(
      { directory: args.directory, statements: bundle.statements.length, files },
      () => `${args.directory}: ${bundle.statements.length} statements, ${files} files.`,
    );
  },
});

const verify = defineVerb({
  name: "verify",
  summary: "verify an exported bundle from its files alone",
  description:
    "Every signature, every file's hash, the chain source → build → proof → publish, and that nothing is left out without which the signer publishes nothing. Keys of builders come from --definition, others (the desk's own) from --key. Without either the keys that lie in the bundle are used: that shows that it fits together, not where it comes from, and is said. With --definition approvals are checked too.",
  arguments: { directory: { summary: "what `evidence export` made", required: true } },
  options: {
    definition: { kind: "text", value: "FILE", summary: "a distribution definition whose keys are believed" },
    key: { kind: "list", value: "NAME=KEY", summary: "a key that is believed: desk=BASE64" },
  },
  examples: [
    {
      line: "sameday evidence verify evidence-of-it --definition debian.toml --key desk=BASE64",
      says: "against known keys",
    },
  ],
  exits: { 0: "everything that could be looked at holds", 1: "something does not hold" },
  async run(context, { args, options }) {
    const [{ readBundle, hashInBundle }, { verifyBundle }, { checkComplete }, { checkApprovals }] = await Promise.all([
      import("../evidence/bundle-files.ts"),
      import("../evidence/verify-bundle.ts"),
      import("../evidence/check-complete.ts"),
      import("../evidence/check-approvals.ts"),
    ]);
    const bundle = await readBundle(args.directory);
    const definition = options.definition === undefined ? undefined : await definitionAt(context, options.definition);
    const given = [...options.key.map(readKey), ...(definition?.keys ?? [])];
    const known = given.length > 0 ? given : bundle.keys;
    const task = context.progress.start("verify");
    const checks = [
      ...(await verifyBundle(bundle, known, (hash) => hashInBundle(args.directory, bundle, hash))),
      ...checkComplete(bundle, known, definition?.policy),
      ...(await checkApprovals(context.processes, bundle, known, definition?.people)),
    ];
    task.succeed();
    return answerChecks(context, checks, given.length > 0);
  },
});

function answerChecks(context: CommandContext, checks: readonly Check[], keysKnown: boolean): number {
  const count = (state: Check["state"]) => checks.filter((check) => check.state === state).length;
  const holds = count("bad") === 0 && count("good") > 0;
  context.answer({ holds, keys: keysKnown ? "given" : "from the bundle itself", checks }, () => {
    const { good, bad, waiting } = context.style;
    const colour = { good, bad, unknown: waiting };
    const lines = checks.map(
      ({ what, state, says }) => `${colour[state](state.padEnd(8))} ${printable(`${what}: ${says}`)}`,
    );
    const keys = keysKnown ? "" : " The keys are those of the bundle itself: name them with --definition and --key.";
    const sums = `${count("good")} good, ${count("bad")} bad, ${count("unknown")} unknown.`;
    return [...lines, "", `${holds ? "It holds" : "IT DOES NOT HOLD"}: ${sums}${keys}`].join("\n");
  });
  return holds ? 0 : 1;
}

async function definitionAt(context: CommandContext, file: string) {
  const { loadDefinition } = await import("../../desk/index.ts");
  const { builders, people, policy } = await loadDefinition(file, context.processes);
  const keys = builders.flatMap(({ name, publicKey }): KnownKey[] => (publicKey ? [{ name, publicKey }] : []));
  return { keys, people, policy };
}

function readKey(text: string): KnownKey {
  const [, name, publicKey] = /^([a-z][a-z0-9-]*)=([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  if (name && publicKey) return { name, publicKey };
  throw new SamedayError("USAGE", `--key takes NAME=KEY with a key of 32 bytes in base64, not "${text}".`);
}

function decode(envelope: string): Statement {
  const { payload } = JSON.parse(envelope) as { payload: string };
  return JSON.parse(Buffer.from(payload, "base64").toString("utf8")) as Statement;
}

export const noun: Noun = {
  name: "evidence",
  description: "Signed statements of what each step found, and who approved: what proves an update.",
  verbs: [list, show, exportBundle, verify],
};
