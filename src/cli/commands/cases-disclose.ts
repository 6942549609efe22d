import type { CaseClient, DisclosureAnswer } from "../../api/index.ts";
import { formatInstant, SamedayError } from "../../kernel/index.ts";
import { lookOf } from "../cases/look.ts";
import { CASE, CASE_OPTIONS, openCase, REFUSED } from "../cases/open-cases.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

export const disclose = defineVerb({
  name: "disclose",
  summary: "show what the world will be told of a case, and tell it",
  description:
    "Without --seen nothing is told: it shows the plan, every file, mail, line and name that will be public, and its hash. With --seen HASH the case is published and the desk tells the world: one commit in the tracker's data, the documents of the advisory, signed, and the announcements. If anything of the plan has changed since, it is refused. Where people hold the key that the publisher's file names, whoever has it signs before: with --sign HASH documents and announcement are made anew on their machine from the record, shown, signed by their gpg (or sq) and handed in; the desk takes only signatures by that key over exactly what would be told. Called again afterwards it says how far that has come.",
  arguments: CASE,
  options: {
    ...CASE_OPTIONS,
    seen: { kind: "text", value: "HASH", summary: "the plan's hash: tell exactly that" },
    sign: { kind: "text", value: "HASH", summary: "the plan's hash: sign exactly that, on your own machine" },
    signWith: { kind: "text", value: "FILE", summary: "sign with sq and the key in this file, in place of gpg" },
  },
  examples: [
    { line: "sameday cases disclose SEC-2026-0007", says: "read what would be told" },
    { line: "sameday cases disclose 7 --sign 4f1c09aa", says: "sign it, where people hold the key" },
    { line: "sameday cases disclose 7 --seen 4f1c09aa", says: "tell it" },
  ],
  exits: {
    ...REFUSED,
    1: "there is no such case for you, or what would be told has faults",
    5: "the desk asks to have something signed that does not follow from the record",
  },
  async run(context, { args, options }) {
    if (options.seen !== undefined && options.sign !== undefined) {
      throw new SamedayError("USAGE", "Say --sign first, and then --seen, with the hash that the plan has then.");
    }
    if (options.signWith !== undefined && options.sign === undefined) {
      throw new SamedayError("USAGE", "--sign-with FILE belongs to --sign HASH.");
    }
    const { cases, id } = await openCase(context, options.desk, args.case);
    if (options.sign !== undefined) {
      const answer = await signed(context, { cases, id, hash: options.sign, keyFile: options.signWith });
      context.answer({ case: id, ...answer }, () => {
        const { signedBy: key, seen } = answer.plan;
        return `It is signed by ${key}. To tell exactly this: sameday cases disclose ${id} --seen ${seen}`;
      });
      return 0;
    }
    if (options.seen === undefined) {
      const answer = await cases.disclosure(id);
      const { waitLines } = await import("../cases/waits-text.ts");
      const waits = waitLines(answer.plan, id, lookOf(context));
      context.answer({ case: id, ...answer }, () => planText(context, id, answer, waits));
      return answer.state || answer.plan.canPublish ? 0 : 1;
    }
    const seen = await whole(options.seen, () => cases.disclosure(id));
    const answer = await cases.disclose(id, seen).catch(async (thrown: unknown) => {
      throw (await import("../cases/waits-text.ts")).refusedYet(thrown, id, seen);
    });
    context.answer({ case: id, ...answer }, () => `${id} is published. ${stateText(answer)}`);
    return 0;
  },
});

interface SignWish {
  readonly cases: CaseClient;
  readonly id: string;
  /** Of the plan that the person saw, or its beginning. */
  readonly hash: string;
  readonly keyFile: string | undefined;
}

/** Throws CONFLICT when the plan is another one than the person saw, before or while they sign. */
async function signed(context: CommandContext, { cases, id, hash, keyFile }: SignWish): Promise<DisclosureAnswer> {
  const { plan } = await cases.disclosure(id);
  if (!plan.seen.startsWith(beginningOf(hash))) throw changed();
  const { signHere } = await import("../cases/sign-here.ts");
  const made = await signHere(context, await cases.toSign(id), { announcement: plan.announcement, keyFile });
  const answer = await cases.sign(id, made);
  if (answer.plan.seen !== plan.seen) throw changed();
  return answer;
}

export const report = defineVerb({
  name: "report",
  summary: "prepare a report that is owed, as to an authority",
  description:
    "The desk answers what it knows of the policy's questions and marks what a person has to write. Whoever has sent it says so: sameday cases do CASE duty-met duty=NAME.",
  arguments: { ...CASE, duty: { summary: "the duty's name in the policy, such as early-warning", required: true } },
  options: CASE_OPTIONS,
  examples: [{ line: "sameday cases report SEC-2026-0007 early-warning > report.txt", says: "begin the report" }],
  exits: { 1: "there is no such case for you, or no such duty" },
  async run(context, { args, options }) {
    const { cases, id } = await openCase(context, options.desk, args.case);
    const answer = await cases.dutyReport(id, args.duty);
    context.answer({ case: id, ...answer }, () => printable(answer.text));
  },
});

/** The beginning of a hash is enough, where it is the present plan's; of a case that is told already the desk says so itself. */
async function whole(seen: string, now: () => Promise<DisclosureAnswer>): Promise<string> {
  if (/^[0-9a-f]{64}$/.test(seen)) return seen;
  const begins = beginningOf(seen);
  const { plan, state } = await now();
  if (state || plan.seen.startsWith(begins)) return plan.seen;
  throw changed();
}

function beginningOf(hash: string): string {
  const begins = hash.replace(/…$/, "");
  if (/^[0-9a-f]{8,64}$/.test(begins)) return begins;
  throw new SamedayError("USAGE", "--seen and --sign take the plan's hash, or its first eight digits and more.");
}

function changed(): SamedayError {
  return new SamedayError("CONFLICT", "What would be published has changed since you looked at it; read it again.");
}

function planText(context: CommandContext, id: string, answer: DisclosureAnswer, waits: readonly string[]): string {
  const { plan, state } = answer;
  const { good, bad, waiting } = context.style;
  if (state) return stateText(answer);
  if (plan.advisory === "") {
    const faults = plan.problems.map(printable);
    return [
      ...faults,
      bad(
        `${id} has no advisory that could be published; see \`sameday cases advisory ${id}\`, and \`sameday advisory check ${id}\` for every fault.`,
      ),
      ...waits.map(waiting),
    ].join("\n");
  }
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ["advisory", [`${plan.advisory}: ${plan.title}`]],
    ["issues", [plan.issues.join(", ")]],
    ["versions", plan.products],
    ["thanks", plan.credits.length === 0 ? ["nobody by name"] : plan.credits],
    ["mails to", plan.mailsTo.length === 0 ? ["nobody"] : plan.mailsTo],
    ["tracker", [plan.inTracker ? "one commit in our layer" : "nothing"]],
    ["signed by", signedBy(plan)],
    ["files", [...plan.files, "beside them their hashes and signatures, and the lists that name them"]],
  ];
  const lines = facts.flatMap(([name, values]) =>
    values.map((value, at) => `${(at === 0 ? name : "").padEnd(10)} ${printable(value)}`),
  );
  const yet = waits.length === 0 ? [bad("It cannot be published yet.")] : waits.map(waiting);
  const end =
    plan.canPublish && waits.length === 0
      ? [good(`To tell exactly this: sameday cases disclose ${id} --seen ${plan.seen}`)]
      : yet;
  return [
    ...lines,
    "",
    printable(plan.announcement),
    ...plan.problems.map((problem) => waiting(printable(problem))),
    ...end,
  ].join("\n");
}

/** The key, and where people sign whether they have. */
function signedBy({ signedBy: key, signing }: DisclosureAnswer["plan"]): readonly string[] {
  if (key === null) return ["nobody"];
  if (signing.by !== "people") return [key];
  const { made } = signing;
  return [key, made ? `handed in by ${made.by}, ${formatInstant(new Date(made.at))}` : "not yet"];
}

function stateText({ state }: DisclosureAnswer): string {
  if (!state) return "The world is not told yet.";
  const { by, begunAt, doneAt, trackerCommit, files, problem, nextTryAt } = state;
  const begun = `By ${by}, ${formatInstant(new Date(begunAt))}.`;
  if (doneAt !== null) {
    const commit = trackerCommit === "" ? "" : `, and commit ${trackerCommit.slice(0, 12)} in the tracker's data`;
    return `${begun} The world was told ${formatInstant(new Date(doneAt))}: ${files} files${commit}.`;
  }
  if (problem === "") return `${begun} The desk tells the world now.`;
  const again = nextTryAt === null ? "" : ` It is tried again ${formatInstant(new Date(nextTryAt))}.`;
  return `${begun} A step failed: ${printable(problem)}.${again}`;
}
