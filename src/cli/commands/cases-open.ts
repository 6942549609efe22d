import type { CaseAnswer, SealedClient } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { line } from "../cases/line.ts";
import { messageNumbered } from "../cases/message-numbered.ts";
import { CASE, CASE_OPTIONS, openDeskCase } from "../cases/open-cases.ts";
import { OWN_PROGRAM, ownProgram } from "../cases/own-program.ts";
import { defineVerb } from "../frame/verb.ts";

const NO_KEY =
  "No key of yours opens it. `sameday cases key status` says who has the role key; where it was handed out to you, `sameday cases key receive` takes it, and `--sq FILE` names it where it lies in a file. Where it opens for none who have it, ask for it anew: `sameday cases reply CASE --ask`, or in words of your own where the sender's key is known.";

/** What came from outside before what this person has opened; the first sealed one where they have opened all. Throws NOT_FOUND. */
async function firstToOpen(sealed: SealedClient, { id, messages }: CaseAnswer): Promise<string> {
  const first = messages.findIndex((one) => one.sealed !== undefined);
  const any = messages[first];
  if (!any) throw new SamedayError("NOT_FOUND", `No message of ${id} is sealed.`);
  const { you } = await sealed.toOpen(id, any.id);
  const unopened = messages.findIndex(
    ({ direction, judgement, sealed: view }) =>
      direction === "in" &&
      judgement?.disposition !== "log_only" &&
      view !== undefined &&
      !view.statements.some(({ person }) => person === you.id),
  );
  return String((unopened < 0 ? first : unopened) + 1);
}

function notYours(holders: readonly string[]): string {
  return `The role key is with ${holders.map(line).join(", ") || "nobody"}: ask one of them what it says. Nothing was sent.`;
}

/** What became of the statement, and what people said otherwise. */
function saidOf(
  view: { readonly contradictions: readonly { first: string; other: string; differs: readonly string[] }[] } | null,
  isWithoutKey: boolean,
): readonly string[] {
  const own = view === null ? "It needs no statement." : "Your statement on it is with the case.";
  const differ = (view?.contradictions ?? []).map(({ first: a, other: b, differs }) => {
    return `CONTRADICTION between ${a} and ${b}: ${differs.join("; ")}.`;
  });
  return [...(isWithoutKey ? [] : [own]), ...differ];
}

export const open = defineVerb({
  name: "open",
  summary: "open a sealed message on your own machine",
  description:
    "For a desk whose role key is with the point people. Fetches the message, compares its hash, has your gpg (or sq) open it, and shows it; nothing of it is written to a disk or sent back. What is sent is a statement that you sign: whether it opened, its signature, flags, how many files, and the key that an answer can be encrypted to. Where somebody said otherwise before, both stand in the case as a contradiction. With --attachment, the file's bytes go to standard output and no statement is made. With --page, this machine shows the message to your browser at an address that nobody else can guess, without a script, for half an hour or until you end the command; the desk's own pages open nothing, since whoever took the desk over could ask there for your key.",
  arguments: CASE,
  options: {
    ...CASE_OPTIONS,
    message: {
      kind: "text",
      value: "N",
      summary: "which message of the case; otherwise the first sealed one that you have not opened, or the first",
    },
    attachment: { kind: "text", value: "N", summary: "write this file of it to standard output" },
    page: { kind: "switch", summary: "show it in your browser, from this machine, until you end the command" },
    ...OWN_PROGRAM,
  },
  examples: [
    { line: "sameday cases open SEC-2026-0007", says: "read the report with your own gpg" },
    { line: "sameday cases open 7 --page", says: "read it in your browser; its files are downloads there" },
    { line: "sameday cases open 7 --message 3 --sq role.pgp --sign-with own.pgp", says: "the same with sq" },
    { line: "sameday cases open 7 --attachment 1 | less", says: "a file that came with it" },
  ],
  exits: {
    1: "there is no such case or message for you, or it did not open",
    3: "the desk does not take the statement; the message says why",
    5: "the bytes are not those that the desk has on record",
  },
  async run(context, { args, options }) {
    const { cases, sealed, id } = await openDeskCase(context, options.desk, args.case);
    const shown = await cases.show(id);
    const { message, number } = messageNumbered(shown, options.message ?? (await firstToOpen(sealed, shown)));
    const told = await sealed.toOpen(id, message.id);
    const { bytes } = await cases.original(id, message.id);
    const who = { fingerprints: told.you.fingerprints, openedBy: told.roleFingerprints[0] ?? "" };
    const program = await ownProgram(context, options, who);
    const { openLocally, messageOpened } = await import("../cases/open-locally.ts");
    const judgement = await openLocally(context, told, bytes, program);
    if (options.attachment !== undefined) {
      const place = Number(options.attachment) - 1;
      const [file, read] = [judgement.attachments[place], judgement.files[place]];
      if (!file || !read)
        throw new SamedayError("NOT_FOUND", `Message ${number} has ${judgement.attachments.length} files.`);
      if (file.secret) throw new SamedayError("CASE_REFUSED", "The file holds a secret key, and is not handed out.");
      context.streams.stdout.write(Buffer.from(read()));
      return 0;
    }
    const { factsOf, formatStatement } = await import("../../cases/index.ts");
    const facts = factsOf(judgement);
    const about = { desk: told.desk, caseId: id, messageId: message.id, ciphertext: told.hash, person: told.you.id };
    const isWithoutKey = facts.opened === "no-matching-key" && !told.holders.includes(told.you.id);
    const signed =
      told.wantsStatement && !isWithoutKey
        ? await program.clearSign(formatStatement({ ...facts, ...about, made: context.clock.now() }))
        : undefined;
    const view =
      signed === undefined
        ? null
        : await sealed.state(id, message.id, signed, judgement.replyKey?.bytes ?? new Uint8Array());
    const opened = messageOpened(message, judgement);
    if (options.page) {
      const { showOpened } = await import("../cases/show-opened.ts");
      await showOpened(context, {
        caseId: id,
        number,
        at: new Date(message.at),
        judgement,
        said: saidOf(view, isWithoutKey),
      });
      return facts.opened === "yes" ? 0 : 1;
    }
    const { messagePage } = await import("../cases/message-text.ts");
    const { lookOf } = await import("../cases/look.ts");
    context.answer({ case: id, number, ...opened, facts, stated: view }, () =>
      [
        messagePage(opened, number, lookOf(context), id),
        "",
        ...(isWithoutKey
          ? [notYours(told.holders)]
          : facts.opened === "no-matching-key"
            ? [NO_KEY.replace("CASE", id)]
            : []),
        ...saidOf(view, isWithoutKey),
      ].join("\n"),
    );
    return facts.opened === "yes" ? 0 : 1;
  },
});
