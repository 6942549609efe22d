import { sha256 } from "../../../kernel/index.ts";
import type { Certificate, MessageOpener } from "../../../openpgp/index.ts";
import type { ArrivedMail } from "../../arrival/index.ts";
import { type IntakeState, judge } from "../../intake/index.ts";
import type { HandlingContext } from "../context.ts";

/** What is larger is not looked at ahead: it would be parsed twice and held in memory beside the one before it. */
const LARGEST = 1_000_000;

/** By context: the arrival that was looked at last, and an opener that knows what its parts hold. */
const foreseen = new WeakMap<HandlingContext, { readonly id: string; readonly opener: MessageOpener }>();

/**
 * Opens the next arrival while the one before it is being written: opening is done by other threads and takes the longest.
 * Only what the opener answers is remembered, which does not depend on what intake knows; the judgement itself is made when
 * its turn comes, over all that those before it left.
 */
export function foresee(context: HandlingContext, arrival: ArrivedMail, state: IntakeState): void {
  if (arrival.message.length > LARGEST) return;
  const opener = rememberAnswers(context.opener);
  foreseen.set(context, { id: arrival.id, opener });
  const envelope = { from: arrival.envelope.from.toLowerCase() };
  // What fails now fails again when its turn comes, and is told then.
  judge(arrival.message, envelope, state, opener).catch(() => undefined);
}

/** An opener for an arrival: one that was foreseen answers from memory. */
export function openerFor(context: HandlingContext, { id }: ArrivedMail): MessageOpener {
  const before = foreseen.get(context);
  foreseen.delete(context);
  return before?.id === id ? before.opener : context.opener;
}

/** An opener that is asked each question once; a question that failed is asked again. */
function rememberAnswers(opener: MessageOpener): MessageOpener {
  const answers = new Map<string, Promise<unknown>>();
  const names = new WeakMap<Certificate, number>();
  let last = 0;
  /** Keys are the same where they are the same objects: intake's state and the answers below hand out no copies. */
  const nameOf = (key: Certificate): number => {
    const name = names.get(key) ?? ++last;
    names.set(key, name);
    return name;
  };
  function once<T>(
    call: string,
    parts: readonly Uint8Array[],
    known: readonly Certificate[],
    ask: () => Promise<T>,
  ): Promise<T> {
    const question = [call, ...parts.map((part) => sha256(part)), ...known.map(nameOf)].join(" ");
    const before = answers.get(question) as Promise<T> | undefined;
    if (before) return before;
    const answer = ask();
    answers.set(question, answer);
    answer.catch(() => answers.delete(question));
    return answer;
  }
  return {
    open: (message, known) => once("open", [message], known, () => opener.open(message, known)),
    verifyDetached: (data, signature, known) =>
      once("detached", [data, signature], known, () => opener.verifyDetached(data, signature, known)),
    verifyClearText: (text, known) => once("clear", [text], known, () => opener.verifyClearText(text, known)),
    readCertificates: (bytes) => once("keys", [bytes], [], () => opener.readCertificates(bytes)),
    close: () => opener.close(),
  };
}
