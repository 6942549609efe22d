import type { CaseAnswer, CaseClient, ReplyDraftAnswer, SentReplyAnswer } from "../../api/index.ts";
import { formatInstant, SamedayError } from "../../kernel/index.ts";
import { answerHere } from "../cases/answer-here.ts";
import { withCommands } from "../cases/give.ts";
import { line } from "../cases/line.ts";
import { messageNumbered } from "../cases/message-numbered.ts";
import { CASE, CASE_OPTIONS, openCase, openDeskCase, REFUSED } from "../cases/open-cases.ts";
import { OWN_PROGRAM } from "../cases/own-program.ts";
import { readBody } from "../cases/read-body.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

export const reply = defineVerb({
  name: "reply",
  summary: "answer the reporter, encrypted whenever the report was",
  description:
    "Goes out from your project address, with the security address in copy, encrypted to the reporter and the role key. What came encrypted leaves in clear only with --override-reason, which goes on record; where no key is found, the draft asks for one and holds nothing of the report, and --ask sends it. Where the role key is with the point people, the answer is made here: signed by your own key, encrypted to reporter and role key, and handed to the desk for sending. --draft prints what an answer begins with, to whom and with which key it would go, and sends nothing.",
  arguments: CASE,
  options: {
    ...CASE_OPTIONS,
    message: { kind: "text", value: "N", summary: "the message that is answered; the report otherwise" },
    bodyFile: { kind: "text", value: "FILE", summary: "the answer's text; - for standard input" },
    canned: {
      kind: "text",
      value: "NAME",
      summary: "begin with this canned answer; sent as it is without --body-file",
    },
    draft: { kind: "switch", summary: "print the draft, and send nothing" },
    ask: {
      kind: "switch",
      summary: "send the draft that asks for the reporter's key, or for what could not be read once more",
    },
    key: {
      kind: "text",
      value: "FINGERPRINT",
      summary: "the key that the draft showed, or named as one that came: with another, nothing leaves",
    },
    overrideReason: { kind: "text", value: "TEXT", summary: "why it may leave in clear all the same" },
    again: { kind: "switch", summary: "send it although you sent the same words, and nothing has come since" },
    ...OWN_PROGRAM,
  },
  examples: [
    { line: "sameday cases reply SEC-2026-0007 --draft", says: "to whom it goes, and with which key" },
    { line: "sameday cases reply 7 --body-file answer.txt", says: "send it" },
    {
      line: "sameday cases reply 7 --ask",
      says: "no key is known: send the letter that asks for one, as it was drafted",
    },
    { line: "sameday cases reply 7 --message 3 --body-file - < answer.txt", says: "answer another message" },
  ],
  exits: { 1: "no such case or message for you; with --draft, nothing may leave without a reason", 3: REFUSED[3] },
  async run(context, { args, options }) {
    const { bodyFile, canned, draft, ask, key, overrideReason } = options;
    if (ask && (draft || [bodyFile, canned, key, overrideReason].some((one) => one !== undefined))) {
      throw new SamedayError("USAGE", "--ask sends a draft as it is: it goes with --message alone.");
    }
    if (!draft && !ask && bodyFile === undefined && canned === undefined) {
      throw new SamedayError("USAGE", "Give --body-file, --canned or --ask; --draft shows what an answer begins with.");
    }
    // Before anything is asked: an answer that cannot be read must not cost a search for keys.
    const written = draft || bodyFile === undefined ? undefined : await readBody(context, bodyFile);
    const { cases, sealed, id } = await openDeskCase(context, options.desk, args.case);
    const messageId = await idOf(cases, id, options.message);
    const begun = {
      ...(messageId === undefined ? {} : { message: messageId }),
      ...(canned === undefined ? {} : { canned }),
    };
    if (draft) {
      const made = await cases.draftReply(id, begun);
      const about = options.message === undefined ? "" : ` --message ${options.message}`;
      context.answer({ case: id, ...made }, () => draftText(made, `sameday cases reply ${id}${about} --ask`));
      return made.how === "refused" ? 1 : 0;
    }
    if (ask) {
      tellSent(context, id, await sendQuestion(cases, id, messageId));
      return 0;
    }
    // Where people hold the role key, the answer is made here.
    const made = await answerHere(context, { cases, sealed, id, begun, written, key, options });
    if (made) {
      tellSent(context, id, made);
      return 0;
    }
    const body = written ?? (await cases.draftReply(id, begun)).body;
    const sent = await cases
      .reply(id, {
        body,
        ...(messageId === undefined ? {} : { messageId }),
        ...(canned === undefined ? {} : { canned }),
        ...(overrideReason === undefined ? {} : { overrideReason }),
        ...(options.again ? { again: true } : {}),
        ...(key === undefined ? {} : { fingerprint: key.replace(/\s/g, "").toUpperCase() }),
      })
      .catch((thrown: unknown) => {
        throw withCommands(thrown, id);
      });
    tellSent(context, id, sent);
    return 0;
  },
});

/**
 * The desk's own question, unchanged: the one thing that leaves in clear where a report came encrypted and no key is known.
 * A key that is found meanwhile makes it a refusal. Throws CASE_REFUSED where there is nothing to ask for.
 */
async function sendQuestion(cases: CaseClient, id: string, messageId: string | undefined): Promise<SentReplyAnswer> {
  const draft = await cases.draftReply(id, messageId === undefined ? {} : { message: messageId });
  if (draft.how !== "ask-for-key") {
    throw new SamedayError("CASE_REFUSED", `There is nothing to ask for. ${draft.because}`);
  }
  const { body, token } = draft;
  return cases.reply(id, { body, token, fingerprint: "", ...(messageId === undefined ? {} : { messageId }) });
}

function tellSent(context: CommandContext, id: string, sent: SentReplyAnswer): void {
  const { how, fingerprint, sentBefore } = sent;
  context.answer({ case: id, ...sent }, () =>
    sentBefore === null
      ? `${id}: the answer is on its way, ${HOW[how](fingerprint)}.`
      : `${id}: nothing was sent. You gave this answer before, ${formatInstant(new Date(sentBefore))}, ${HOW[how](fingerprint)}, and nothing has come since. To send it once more: --again.`,
  );
}

const HOW = {
  encrypted: (fingerprint: string | null) => `encrypted to ${fingerprint ?? "its reader"}`,
  clear: () => "in clear",
  "ask-for-key": () => "in clear, as a question that holds nothing of the report",
  refused: () => "only with --override-reason",
} as const;

/** Headers and body as they would leave; what is said about it goes before, so that the body is the end. */
function draftText(draft: ReplyDraftAnswer, toSend: string): string {
  const { how, fingerprint, keyFrom, because, to, from, cc, subject, body } = draft;
  const key = keyFrom === null ? "" : ` (${line(keyFrom)})`;
  return [
    `It would leave ${HOW[how](fingerprint)}${key}. ${line(because)}`,
    ...(how === "ask-for-key" ? [`To send exactly this: ${toSend}`] : []),
    ...Object.entries({ From: from, To: to, Cc: cc, Subject: subject }).map(([name, text]) => `${name}: ${line(text)}`),
    "",
    printable(body),
  ].join("\n");
}

async function idOf(cases: CaseClient, id: string, word: string | undefined): Promise<string | undefined> {
  if (word === undefined || /^[0-9a-f]{32}$/.test(word)) return word;
  const shown: CaseAnswer = await cases.show(id);
  return messageNumbered(shown, word).message.id;
}

export const comment = defineVerb({
  name: "comment",
  summary: "write a note to a case, for those who may read it",
  description:
    "The text is read from a file or from standard input, since command lines can be seen by other users of the machine. It is sealed with the case and sent to nobody.",
  arguments: CASE,
  options: {
    ...CASE_OPTIONS,
    bodyFile: { kind: "text", value: "FILE", summary: "the text; - for standard input", required: true },
  },
  examples: [
    { line: "sameday cases comment SEC-2026-0007 --body-file -", says: "what you type, up to the end of input" },
  ],
  exits: REFUSED,
  async run(context, { args, options }) {
    const text = await readBody(context, options.bodyFile);
    if (text.trim() === "") throw new SamedayError("INPUT_INVALID", "The note is empty.");
    const { cases, id } = await openCase(context, options.desk, args.case);
    await cases.comment(id, text);
    context.answer({ case: id, done: ["comment"] }, () => `${id} has your note.`);
  },
});
