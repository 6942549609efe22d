import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import type { Access, AccessList } from "../../tracker/index.ts";
import { countOf } from "../count-of.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import {
  openSealed,
  READ_EXITS,
  READ_OPTIONS,
  sealedWorld,
  sealedWriter,
  tellProblems,
  WRITE_EXITS,
  WRITE_OPTIONS,
} from "../sealed/sealed-session.ts";
import { tell } from "./tracker-sources.ts";

const GRANT = {
  reason: { kind: "text", value: "TEXT", summary: "why; whoever hosts the repository can read it" },
  until: { kind: "text", value: "DAY", summary: "the first day without access, such as 2027-06-30" },
} as const;

export const init = defineVerb({
  name: "init",
  summary: "make a sealed layer, to which you have access",
  description:
    "A git repository with a signed access list, in a new or empty directory of mode 0700 that lies in no other repository. Only a full member of the definition can make one.",
  options: { ...WRITE_OPTIONS, reason: { ...GRANT.reason, required: true }, until: { ...GRANT.until, required: true } },
  examples: [
    {
      line: 'sameday sealed init --sealed embargoed --reason "security team" --until 2027-06-30',
      says: "then give access to others",
    },
  ],
  exits: { ...WRITE_EXITS, 0: "the layer is there, with one commit" },
  async run(context, { options }) {
    const { createSealedLayer } = await import("../../tracker/index.ts");
    const grant = { reason: reasonOf(options.reason), until: await untilOf(context, options.until) };
    const world = await sealedWriter(context, options);
    await createRepository(context, world.directory);
    const access = await createSealedLayer(world, grant);
    context.answer(shown(access), () => accessText(access));
  },
});

export const access = defineVerb({
  name: "access",
  summary: "show, give or take away access",
  description:
    "Without words, who has access, why and until when. `add` and `remove` name a person of the definition; `prune` drops those whose day has come. Each change signs a new list and seals every record anew in one commit; records of people who lost access are signed anew by you, so read them first. Old git objects stay readable to whoever had access when they were written.",
  arguments: {
    change: { summary: "what to do", choices: ["add", "remove", "prune"] },
    person: { summary: "id in the definition, for add and remove" },
  },
  options: { ...WRITE_OPTIONS, ...GRANT },
  examples: [
    { line: "sameday sealed access --sealed embargoed", says: "who may read it" },
    {
      line: 'sameday sealed access add leo --reason "prepares the update" --until 2027-01-31 --sealed embargoed',
      says: "also changes the reason or the day of somebody who has access",
    },
    { line: "sameday sealed access remove leo --sealed embargoed", says: "from now on" },
  ],
  exits: { ...WRITE_EXITS, 0: "shown or changed" },
  async run(context, { args, options }) {
    if (args.change === undefined) {
      const { access: list } = await openSealed(context, options);
      context.answer(shown(list), () => accessText(list));
      return;
    }
    const { changeAccess } = await import("../../tracker/index.ts");
    const next = await changeOf(context, args, options);
    const world = await sealedWriter(context, options);
    if (args.change === "add" && !world.people.some(({ id }) => id === args.person)) {
      throw new SamedayError("NOT_FOUND", `The definition names nobody ${args.person}.`);
    }
    const { access: list, sealedAnew, signedAnew } = await changeAccess(world, next);
    if (args.change !== "add")
      tell(context, "What was sealed before stays readable in old git objects to who had access.");
    context.answer({ ...shown(list), sealedAnew, signedAnew }, () => {
      const signed = signedAnew.length === 0 ? "" : ` Signed by you now: ${signedAnew.join(" ")}.`;
      return `${accessText(list)}\n${sealedAnew} files sealed anew.${signed}`;
    });
  },
});

export const check = defineVerb({
  name: "check",
  summary: "check a sealed layer",
  description:
    "Files that cannot be opened or carry no signature that counts, older states that were put back, access that has ended; with --data also what the tracker's check finds in its records over the public ones.",
  options: READ_OPTIONS,
  examples: [{ line: "sameday sealed check --sealed embargoed --data data", says: "after each pull" }],
  exits: { ...READ_EXITS, 0: "nothing is wrong, or warnings only", 1: "there are errors" },
  async run(context, { options }) {
    const { checkSealed, loadLayers, readSealedLayer } = await import("../../tracker/index.ts");
    const world = await sealedWorld(context, options);
    const layer = await readSealedLayer(world);
    const below = await loadLayers(context.layerDirectories.map((directory) => ({ name: directory, directory })));
    const problems = await checkSealed(world, layer, below);
    const errors = problems.filter(({ severity }) => severity === "error").length;
    tellProblems(context, context.json ? [] : problems);
    const warnings = problems.length - errors;
    context.answer({ errors, warnings, problems }, () => {
      return `${countOf(errors, "error", "errors")}, ${countOf(warnings, "warning", "warnings")}.`;
    });
    return errors > 0 ? 1 : 0;
  },
});

interface ChangeWords {
  readonly change: string | undefined;
  readonly person: string | undefined;
}

async function changeOf(
  context: CommandContext,
  { change, person }: ChangeWords,
  options: { readonly reason: string | undefined; readonly until: string | undefined },
): Promise<(people: readonly Access[], now: Date) => readonly Access[]> {
  const { holds } = await import("../../tracker/index.ts");
  if (change === "prune") {
    if (person !== undefined) throw new SamedayError("USAGE", "prune takes no person; remove does.");
    return (people, now) => people.filter((one) => holds(one, now));
  }
  if (person === undefined) throw new SamedayError("USAGE", `Name the person: sameday sealed access ${change} PERSON.`);
  if (change === "remove") {
    return (people) => {
      const rest = people.filter((one) => one.person !== person);
      if (rest.length === people.length) throw new SamedayError("NOT_FOUND", `${person} has no access.`);
      return rest;
    };
  }
  const { reason, until } = options;
  if (reason === undefined || until === undefined) throw new SamedayError("USAGE", "Give --reason and --until.");
  const entry = { person, reason: reasonOf(reason), until: await untilOf(context, until) };
  return (people) => [...people.filter((one) => one.person !== person), entry];
}

function reasonOf(text: string): string {
  if (/^[ -~]*[!-~][ -~]*$/.test(text)) return text.trim();
  throw new SamedayError("USAGE", "A reason is one line of printable ASCII.");
}

async function untilOf(context: CommandContext, text: string): Promise<Date> {
  const { dayOf } = await import("../../tracker/index.ts");
  const day = dayOf(text);
  if (day !== undefined && day > context.clock.now()) return day;
  throw new SamedayError("USAGE", `${text} is not a day to come; they look like 2027-06-30.`);
}

/** A layer inside another repository would sooner or later be committed and pushed with it. */
async function createRepository(context: CommandContext, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const git = (words: readonly string[], okExitCodes = [0]) =>
    context.processes.run({ argv: ["git", "-C", directory, ...words], timeLimitMs: 60_000, okExitCodes });
  const { exitCode, stdout } = await git(["rev-parse", "--show-toplevel"], [0, 128]);
  const top = Buffer.from(stdout).toString("utf8").trim();
  if (exitCode === 0 && resolve(top) !== resolve(directory)) {
    throw new SamedayError(
      "CONFLICT",
      `${directory} lies in the repository ${top}; a sealed layer has one of its own.`,
    );
  }
  if (exitCode !== 0) await git(["init", "--quiet", "--initial-branch", "main"]);
}

function shown({ layer, revision, people }: AccessList) {
  return { layer, revision, people: people.map((one) => ({ ...one, until: one.until.toISOString().slice(0, 10) })) };
}

function accessText(list: AccessList): string {
  const lines = shown(list).people.map(({ person, until, reason }) => `${person.padEnd(16)} until ${until}  ${reason}`);
  return printable([`${list.layer}, revision ${list.revision}`, ...lines].join("\n"));
}
