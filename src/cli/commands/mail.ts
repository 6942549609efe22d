import type { MailAnswer } from "../../api/index.ts";
import { formatInstant, SamedayError } from "../../kernel/index.ts";
import { DESK_OPTIONS, openDesk } from "../desk/session.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";
import { printable } from "../printable.ts";

const list = defineVerb({
  name: "list",
  summary: "show the mails that were tried for three days and that nobody took",
  description:
    "Says who did not get what, since when, and the mail system's words. Whoever is named has to be told in another way. For full members and assistants.",
  options: DESK_OPTIONS,
  examples: [{ line: "sameday mail list", says: "who was not reached" }],
  async run(context, { options }) {
    const mails = await (await openDesk(context, options.desk)).mails();
    context.answer(mails, () => (mails.length === 0 ? "Every mail was taken." : mails.map(mailText).join("\n")));
  },
});

const retry = defineVerb({
  name: "retry",
  summary: "try mails again that nobody took",
  description:
    "All of them, or the one of this number. They go out with the desk's next round and have three days again. For full members and assistants.",
  arguments: { mail: { summary: "its number in `mail list`; all without one" } },
  options: DESK_OPTIONS,
  examples: [
    { line: "sameday mail retry", says: "after the mail system was mended" },
    { line: "sameday mail retry 17", says: "this one alone" },
  ],
  exits: { 1: "no undeliverable mail has this number" },
  async run(context, { args, options }) {
    const id = args.mail === undefined ? null : numberOf(args.mail);
    const count = await (await openDesk(context, options.desk)).retryMails(id);
    const words = count === 1 ? "1 mail is" : `${count} mails are`;
    context.answer({ mails: count }, () => (count === 0 ? "Every mail was taken." : `${words} tried again now.`));
  },
});

const drop = defineVerb({
  name: "drop",
  summary: "take a mail off the list whose reader was told in another way",
  description: "It is never sent; the audit log says who dropped it. For full members and assistants.",
  arguments: { mail: { summary: "its number in `mail list`", required: true } },
  options: DESK_OPTIONS,
  examples: [{ line: "sameday mail drop 17", says: "ends its line on the board" }],
  exits: { 1: "no undeliverable mail has this number" },
  async run(context, { args, options }) {
    const id = numberOf(args.mail);
    await (await openDesk(context, options.desk)).dropMail(id);
    context.answer({ dropped: id }, () => `Mail ${id} is dropped.`);
  },
});

function numberOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new SamedayError("USAGE", `${text} is not a mail's number; \`sameday mail list\` shows them.`);
}

function mailText({ id, recipient, kind, problem, tries, givenUpAt }: MailAnswer): string {
  const since = formatInstant(new Date(givenUpAt));
  return [
    printable(`${String(id).padStart(4)}  ${recipient} did not get ${kind}; given up ${since}, tries: ${tries}`),
    printable(`      ${problem}`),
  ].join("\n");
}

export const noun: Noun = {
  name: "mail",
  description: "Mails of the desk that nobody took: who has to be told in another way.",
  verbs: [list, retry, drop],
};
