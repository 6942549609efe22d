import type { DeskClient, Edit, Submission, UpdateAnswer } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { readText } from "../desk/read-text.ts";
import { DESK_OPTIONS, openDesk } from "../desk/session.ts";
import { type Decision, signDecision } from "../desk/sign-decision.ts";
import { submitGit } from "../desk/submit-git.ts";
import { submitUpload } from "../desk/submit-upload.ts";
import { updateList, updatePage } from "../desk/update-text.ts";
import type { CommandContext } from "../frame/context.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";

const ID = { update: { summary: "the update's id, like U-204817365", required: true } } as const;
const SIGNING = {
  key: { kind: "text", value: "FINGERPRINT", required: true, summary: "the primary fingerprint of your key" },
} as const;

const list = defineVerb({
  name: "list",
  summary: "show every update by the time that is left",
  options: DESK_OPTIONS,
  examples: [{ line: "sameday update list", says: "what is in the line, and what waits for whom" }],
  async run(context, { options }) {
    const updates = await (await openDesk(context, options.desk)).updates();
    context.answer(updates, () => updateList(updates, context.clock.now()));
  },
});

const show = defineVerb({
  name: "show",
  summary: "show one update with its steps",
  arguments: ID,
  options: DESK_OPTIONS,
  examples: [{ line: "sameday update show U-204817365", says: "its steps, times and what it waits for" }],
  async run(context, { args, options }) {
    const update = await (await openDesk(context, options.desk)).update(args.update);
    context.answer(update, () => updatePage(update, context.clock.now()));
  },
});

const SUBMISSION_OPTIONS = {
  ...DESK_OPTIONS,
  release: { kind: "text", value: "CODENAME", summary: "the release, when the upload does not name it" },
  newIssue: { kind: "list", value: "ID", summary: "an issue that it fixes and that no list of the tracker names yet" },
  issue: {
    kind: "list",
    value: "ID",
    summary: "an issue that it fixes, when the changelog does not name it; a sealed one by its S- name",
  },
  embargoed: { kind: "switch", summary: "keep it from everybody but the team and testers with a token" },
  until: { kind: "text", value: "TIME", summary: "when the embargo ends, like 2026-11-21T18:00:00Z" },
  summary: { kind: "text", value: "FILE", summary: "a file with the advisory's text" },
  regressionOf: { kind: "text", value: "ADVISORY", summary: "the advisory whose regression it repairs" },
} as const;

const submit = defineVerb({
  name: "submit",
  summary: "send in a signed source",
  description:
    "Takes a .changes or .dsc that is clear-signed by somebody who may upload the package. All files that it names must lie beside it. What is refused is answered to the signer by mail, with the reason.",
  arguments: { file: { summary: "the signed .changes or .dsc", required: true } },
  options: SUBMISSION_OPTIONS,
  examples: [
    { line: "sameday update submit libmodbus_3.1.6-2.1+deb12u1.dsc --release bookworm", says: "starts the line" },
    { line: "sameday update submit fix.changes --embargoed --until 2026-11-21T18:00:00Z", says: "an embargoed one" },
    {
      line: "sameday update submit fix.changes --embargoed --issue S-204817365",
      says: "for a sealed issue, of which the desk learns no more than this name",
    },
  ],
  async run(context, { args, options }) {
    const desk = await openDesk(context, options.desk);
    const update = await submitUpload(desk, args.file, await submissionFrom(options));
    context.answer(update, () => inTheLine(update));
  },
});

const submitSignedGit = defineVerb({
  name: "submit-git",
  summary: "send in a signed git tag or commit",
  description:
    "Makes a bundle of the tag or commit and sends it to the desk, which checks the OpenPGP signature and packs the source package. The tree must hold upstream's files and debian/, patches not applied. Upstream's tarball has to be the same as the tree, and is needed unless the package is native or an earlier update brought it. The desk fetches nothing.",
  arguments: { ref: { summary: "the tag's name, or the commit's full id", required: true } },
  options: {
    ...SUBMISSION_OPTIONS,
    repository: { kind: "text", value: "PLACE", summary: "a repository or a .bundle; the current directory otherwise" },
    upstream: { kind: "list", value: "FILE", summary: "upstream's tarball, like hello_1.0.orig.tar.xz" },
  },
  examples: [
    {
      line: "sameday update submit-git debian/3.1.6-2.1+deb12u1 --upstream ../libmodbus_3.1.6.orig.tar.gz",
      says: "from the repository here",
    },
  ],
  async run(context, { args, options }) {
    const desk = await openDesk(context, options.desk);
    const wish = { ref: args.ref, repository: options.repository ?? ".", upstream: options.upstream };
    const update = await submitGit(context.processes, desk, wish, await submissionFrom(options));
    context.answer(update, () => inTheLine(update));
  },
});

const approve = defineVerb({
  name: "approve",
  summary: "sign the exact hashes and release the update",
  description:
    "Shows the text, signs it with gpg from your own keyring and hands it in. Only full members who did not upload it.",
  arguments: ID,
  options: { ...DESK_OPTIONS, ...SIGNING },
  examples: [
    { line: "sameday update approve U-204817365 --key 0123456789ABCDEF0123456789ABCDEF01234567", says: "approves" },
  ],
  run: (context, { args, options }) =>
    decide(context, options.desk, { update: args.update, fingerprint: options.key, reason: "" }, "approve"),
});

const override = defineVerb({
  name: "override",
  summary: "override a missing proof or test, with a reason",
  description:
    "Counts when as many full members as the policy asks for have said so; each signs the same hashes and a reason.",
  arguments: ID,
  options: {
    ...DESK_OPTIONS,
    ...SIGNING,
    reason: { kind: "text", value: "TEXT", required: true, summary: "why, in one line" },
  },
  examples: [
    {
      line: 'sameday update override U-204817365 --key 0123456789ABCDEF0123456789ABCDEF01234567 --reason "differs in a build date only"',
      says: "one of two overrides",
    },
  ],
  run: (context, { args, options }) =>
    decide(
      context,
      options.desk,
      { update: args.update, fingerprint: options.key, reason: options.reason },
      "override-proof",
    ),
});

const publish = defineVerb({
  name: "publish",
  summary: "release an approved embargoed update now",
  description:
    "For full members. An embargoed update that is approved waits for the end of its embargo, or for this word; a public one goes out by itself once it is approved. One that names sealed issues goes out when `sameday sealed disclose --update` has given it their public names.",
  arguments: ID,
  options: DESK_OPTIONS,
  examples: [{ line: "sameday update publish U-204817365", says: "ends its embargo" }],
  run: (context, { args, options }) =>
    act(context, options.desk, args.update, (desk) => desk.publish(args.update), "is being published"),
});

const retry = defineVerb({
  name: "retry",
  summary: "try a step again that could not be done",
  description: "For full members and assistants. `update show` names the step and the reason why it failed.",
  arguments: { ...ID, step: { summary: 'the step, like "build amd64"', required: true } },
  options: DESK_OPTIONS,
  examples: [{ line: 'sameday update retry U-204817365 "build amd64"', says: "builds again" }],
  run: (context, { args, options }) =>
    act(context, options.desk, args.update, (desk) => desk.retry(args.update, args.step), "goes on"),
});

const edit = defineVerb({
  name: "edit",
  summary: "change issues, regression, summary or embargo end of an update",
  description:
    "For full members and assistants, as long as it is not published. What is not named stays. What was signed for it lapses: it has to be approved again. The audit log keeps before and after.",
  arguments: ID,
  options: {
    ...DESK_OPTIONS,
    issue: { kind: "list", value: "ID", summary: "an issue that it fixes; all given take the place of those before" },
    withoutIssues: { kind: "switch", summary: "it fixes no issue that has a name" },
    newIssue: { kind: "list", value: "ID", summary: "an issue to add that no list of the tracker names yet" },
    regressionOf: { kind: "text", value: "ADVISORY", summary: 'the advisory whose regression it repairs, or "none"' },
    summary: { kind: "text", value: "FILE", summary: "a file with the advisory's text" },
    until: { kind: "text", value: "TIME", summary: 'when the embargo ends, or "none" for when somebody publishes it' },
  },
  examples: [
    { line: "sameday update edit U-204817365 --issue CVE-2024-10918", says: "it fixes this one and no other" },
    { line: "sameday update edit U-204817365 --until 2026-11-21T18:00:00Z", says: "moves the hour" },
  ],
  async run(context, { args, options }) {
    requireId(args.update);
    const wish = await editFrom(options);
    const update = await (await openDesk(context, options.desk)).edit(args.update, wish);
    context.answer(update, () => `${update.id} says so now. ${update.waiting.sentence}`);
  },
});

const withdraw = defineVerb({
  name: "withdraw",
  summary: "send an update back, with a reason",
  description:
    "For full members and its uploaders, as long as it is not published. It ends here; a better source may come for the same version, as a new update.",
  arguments: ID,
  options: { ...DESK_OPTIONS, reason: { kind: "text", value: "TEXT", required: true, summary: "why" } },
  examples: [{ line: 'sameday update withdraw U-204817365 --reason "breaks the client"', says: "ends it" }],
  run: (context, { args, options }) =>
    act(context, options.desk, args.update, (desk) => desk.withdraw(args.update, options.reason), "is withdrawn"),
});

const report = defineVerb({
  name: "report",
  summary: "say how an update in its queue works for you",
  arguments: { ...ID, verdict: { summary: "how it works for you", required: true, choices: ["works", "breaks"] } },
  options: { ...DESK_OPTIONS, note: { kind: "text", value: "TEXT", summary: "what you saw" } },
  examples: [
    { line: 'sameday update report U-204817365 works --note "server and client, i386"', says: "a tester's word" },
  ],
  run: (context, { args, options }) =>
    act(
      context,
      options.desk,
      args.update,
      (desk) => desk.report(args.update, args.verdict as "works" | "breaks", options.note ?? ""),
      "has your report",
    ),
});

const log = defineVerb({
  name: "log",
  summary: "print the log of a step",
  arguments: { ...ID, step: { summary: 'the step, like "build amd64"', required: true } },
  options: DESK_OPTIONS,
  examples: [{ line: 'sameday update log U-204817365 "prove variation amd64"', says: "prints the last attempt's log" }],
  async run(context, { args, options }) {
    const text = await (await openDesk(context, options.desk)).log(args.update, args.step);
    context.answer({ update: args.update, step: args.step, text }, () => text);
  },
});

interface SubmissionWords {
  readonly embargoed: boolean;
  readonly release?: string | undefined;
  readonly newIssue: readonly string[];
  readonly issue: readonly string[];
  readonly until?: string | undefined;
  readonly summary?: string | undefined;
  readonly regressionOf?: string | undefined;
}

interface EditWords {
  readonly issue: readonly string[];
  readonly withoutIssues: boolean;
  readonly newIssue: readonly string[];
  readonly regressionOf?: string | undefined;
  readonly summary?: string | undefined;
  readonly until?: string | undefined;
}

/** Throws USAGE when nothing is named, or two things that exclude each other. */
async function editFrom({ issue, withoutIssues, newIssue, ...options }: EditWords): Promise<Edit> {
  if (withoutIssues && issue.length + newIssue.length > 0) {
    throw new SamedayError("USAGE", "--without-issues and --issue or --new-issue exclude each other.");
  }
  const { regressionOf, summary, until } = options;
  const wish: Edit = {
    ...(issue.length > 0 || withoutIssues ? { issues: [...issue] } : {}),
    ...(newIssue.length > 0 ? { newIssues: [...newIssue] } : {}),
    ...(regressionOf === undefined ? {} : { regressionOf: regressionOf === "none" ? null : regressionOf }),
    ...(summary === undefined ? {} : { summary: await readText(summary) }),
    ...(until === undefined ? {} : { embargoUntil: until === "none" ? null : instantOf(until) }),
  };
  if (Object.keys(wish).length > 0) return wish;
  throw new SamedayError("USAGE", "Say what to change: --issue, --new-issue, --regression-of, --summary or --until.");
}

function instantOf(text: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new SamedayError("USAGE", `${text} is not a time; they look like 2026-11-21T18:00:00Z.`);
}

async function submissionFrom(options: SubmissionWords): Promise<Omit<Submission, "files">> {
  return {
    embargoed: options.embargoed,
    ...(options.release === undefined ? {} : { release: options.release }),
    ...(options.newIssue.length === 0 ? {} : { newIssues: [...options.newIssue] }),
    ...(options.issue.length === 0 ? {} : { issues: [...options.issue] }),
    ...(options.until === undefined ? {} : { embargoUntil: instantOf(options.until) }),
    ...(options.summary === undefined ? {} : { summary: await readText(options.summary) }),
    ...(options.regressionOf === undefined ? {} : { regressionOf: options.regressionOf }),
  };
}

function inTheLine(update: UpdateAnswer): string {
  return `${update.id}: ${update.source} ${update.version} for ${update.release} is in the line.`;
}

async function decide(
  context: CommandContext,
  address: string | undefined,
  word: Omit<Decision, "decision">,
  decision: Decision["decision"],
): Promise<void> {
  const desk = await openDesk(context, address);
  await signDecision(context, desk, { ...word, decision });
  const says = decision === "approve" ? "has your approval" : "has your override";
  await answerWith(context, desk, word.update, says);
}

async function act(
  context: CommandContext,
  address: string | undefined,
  id: string,
  what: (desk: DeskClient) => Promise<void>,
  says: string,
): Promise<void> {
  requireId(id);
  const desk = await openDesk(context, address);
  await what(desk);
  await answerWith(context, desk, id, says);
}

function requireId(id: string): void {
  if (!/^U-\d+$/.test(id)) throw new SamedayError("USAGE", `${id} is not an update's id; they look like U-204817365.`);
}

async function answerWith(context: CommandContext, desk: DeskClient, id: string, says: string): Promise<void> {
  const update: UpdateAnswer = await desk.update(id);
  context.answer(update, () => `${id} ${says}. ${update.waiting.sentence}`);
}

export const noun: Noun = {
  name: "update",
  description: "One fixed source package version on its way to one release.",
  verbs: [list, show, submit, submitSignedGit, approve, override, publish, edit, retry, withdraw, report, log],
};
