import { sha256 } from "../../../kernel/index.ts";
import type { ArrivedMail } from "../../arrival/index.ts";
import type { IntakeState, Judgement } from "../../intake/index.ts";
import type { KeptMessage } from "../kept.ts";

/** An arrival with what is thought of it: what every step of taking it in works on. */
export interface Arrived {
  readonly arrival: ArrivedMail;
  readonly judgement: Judgement;
  /** What it was judged by. */
  readonly state: IntakeState;
}

const LONGEST_TITLE = 200;

/** What is kept beside a message's bytes. `command` is what a command in it came to, or empty. */
export function keptMessage({ arrival, judgement }: Arrived, command: string): KeptMessage {
  const { disposition, because, crypto, reply, flags, attachments, shown, from } = judgement;
  return {
    direction: "in",
    by: from ?? "",
    messageId: messageIdOf(judgement),
    shown,
    judgement: {
      disposition,
      because,
      crypto,
      reply,
      flags,
      attachments,
      command,
    },
    encryptedTo: [],
    ...(flags.includes("sealed_for_people") ? { sealed: { hash: sha256(arrival.message), statements: [] } } : {}),
  };
}

/** With angle brackets; empty where the message has none, or was not read. */
export function messageIdOf({ changes }: Judgement): string {
  const seen = changes.find((change) => change.kind === "message-seen");
  return seen?.message.messageId ?? "";
}

/** The subject that whoever wrote it gave it: the protected one where there is one. */
export function subjectOf({ shown }: Judgement): string {
  const subjects = shown.headers.filter(({ name }) => name === "Subject");
  const { text } = subjects.find((one) => one.protected) ?? subjects[0] ?? { text: "" };
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= LONGEST_TITLE ? line : `${line.slice(0, LONGEST_TITLE)}…`;
}
