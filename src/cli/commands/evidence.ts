import type { DeskClient, EvidenceAnswer } from "../../api/index.ts";
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
    "Every signature, every file's hash, the chain source → build → proof → publish, and that nothing is left out without which the signer publishes nothing. With --definition the keys of builders come from there, and approvals are checked too. Keys that the definition does not have (the desk's own, and that of the builder which the desk runs itself) come from --key, and on the desk's machine from its data directory (--data). With neither --definition nor --key those that lie in the bundle are used: that shows that it fits together, not where it comes from, and is said.",
  arguments: { directory: { summary: "what `evidence export` made", required: true } },
  options: {
    definition: { kind: "text", value: "FILE", summary: "a distribution definition whose keys are believed" },
    key: { kind: "list", value: "NAME=KEY", summary: "a key that is believed: desk=BASE64" },
  },
  examples: [
    {
      line: "sameday evidence verify evidence-of-it --definition /var/lib/sameday/distribution.toml",
      says: "on the desk's machine, whose data directory has the other keys",
    },
    {
      line: "sameday evidence verify evidence-of-it --definition debian.toml --key desk=BASE64 --key ash=BASE64",
      says: "anywhere, against keys that its administrator told you",
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
    const named = options.key.map(readKey);
    const definition = options.definition === undefined ? undefined : await definitionAt(context, options.definition);
    // A key that was given is meant: one of the same name from elsewhere is not believed beside it.
    const isNew = ({ name }: KnownKey) => named.every((one) => one.name !== name);
    const found = (definition?.ownKeys ?? []).filter(isNew);
    const given = definition !== undefined || named.length > 0;
    const known = given ? [...named, ...(definition?.keys ?? []).filter(isNew), ...found] : bundle.keys;
    const task = context.progress.start("verify");
    const checks = [
      ...(await verifyBundle(bundle, known, (hash) => hashInBundle(args.directory, bundle, hash))),
      ...checkComplete(bundle, known, definition?.policy),
      ...(await checkApprovals(context.processes, bundle, known, definition?.people)),
    ];
    task.succeed();
    return answerChecks(context, checks, {
      given,
      fromDataDirectory: found.map(({ name }) => name),
      unknown: partiesOf(bundle).filter((party) => known.every(({ name }) => name !== party)),
    });
  },
});

/** Where the keys came from, and whose is missing; by names. */
interface KeysUsed {
  readonly given: boolean;
  readonly fromDataDirectory: readonly string[];
  readonly unknown: readonly string[];
}

function answerChecks(context: CommandContext, checks: readonly Check[], keys: KeysUsed): number {
  const { given, fromDataDirectory, unknown } = keys;
  const count = (state: Check["state"]) => checks.filter((check) => check.state === state).length;
  const holds = count("bad") === 0 && count("good") > 0;
  const answer = { holds, keys: given ? "given" : "from the bundle itself", fromDataDirectory, unknown, checks };
  context.answer(answer, () => {
    const { good, bad, waiting } = context.style;
    const colour = { good, bad, unknown: waiting };
    const lines = checks.map(
      ({ what, state, says }) => `${colour[state](state.padEnd(8))} ${printable(`${what}: ${says}`)}`,
    );
    const sums = `${count("good")} good, ${count("bad")} bad, ${count("unknown")} unknown.`;
    const verdict = `${holds ? "It holds" : "IT DOES NOT HOLD"}: ${sums}`;
    return [...lines, "", verdict, ...keySentences(context, keys).map(printable)].join("\n");
  });
  return holds ? 0 : 1;
}

function keySentences(context: CommandContext, { given, fromDataDirectory, unknown }: KeysUsed): string[] {
  if (!given) return ["The keys are those of the bundle itself: name them with --definition and --key."];
  const one = fromDataDirectory.length === 1;
  const wanted = unknown.map((name) => `--key ${name}=BASE64`).join(" ");
  return [
    ...(fromDataDirectory.length === 0
      ? []
      : [
          `${one ? "The key" : "Keys"} of ${and(fromDataDirectory)} ${one ? "is that" : "are those"} of ${context.dataDirectory}.`,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          `No key is known of ${and(unknown)}. On the desk's machine --data DIRECTORY finds ${unknown.length === 1 ? "it" : "them"};`,
          `elsewhere give what its administrator tells you: ${wanted}.`,
        ]),
  ];
}

function and(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Whose statements a bundle holds, by their own words: `desk`, `ash`. */
function partiesOf(bundle: EvidenceAnswer): string[] {
  const parties = bundle.statements.flatMap(({ envelope }) => {
    try {
      return decode(envelope).predicate.party.replace(/^builder:/, "");
    } catch {
      // It is no statement; that is told where its signature is looked at.
      return [];
    }
  });
  return [...new Set(parties)].sort();
}

async function definitionAt(context: CommandContext, file: string) {
  const { loadDefinition, ownKeys } = await import("../../desk/index.ts");
  const definition = await loadDefinition(file, context.processes);
  const { builders, people, policy } = definition;
  const keys = builders.flatMap(({ name, publicKey }): KnownKey[] => (publicKey ? [{ name, publicKey }] : []));
  return { keys, ownKeys: await ownKeys(context.dataDirectory, definition), people, policy };
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
