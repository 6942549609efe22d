import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { readMail } from "../../mail/index.ts";
import type { MessageOpener } from "../../openpgp/index.ts";
import type { Flag } from "./flags.ts";
import { judge } from "./judge.ts";
import type { Disposition, Judgement, Reply } from "./judgement.ts";
import { envelopeOf } from "./sender/envelope.ts";
import { shownAsText } from "./show.ts";
import { applyChanges, type IntakeState } from "./state.ts";

/** What `cases replay` answers for a line, in the words that programs know. */
export interface ReplayAnswer {
  /** Base name of the line's last mail. */
  readonly file: string;
  readonly disposition: Disposition;
  readonly crypto: {
    readonly layer: string;
    readonly decrypted: boolean | null;
    readonly integrity: string | null;
    readonly signature: string;
    readonly signer: string | null;
    readonly signer_matches_from: boolean | null;
  };
  readonly reply: Reply;
  readonly auto_ack: boolean;
  readonly flags: readonly Flag[];
  /** Safe names. */
  readonly attachments: readonly string[];
  readonly shown: string;
}

/** In the place of an answer: a mail of the line could not be read. */
export interface ReplayFailure {
  readonly file: string;
  readonly error: string;
}

/**
 * Takes the mails of one line through intake in their order, each over the state that those before it left, and answers
 * for the last. A saved message has no envelope of its own; see `envelopeOf`.
 */
export async function replayLine(
  paths: readonly string[],
  base: IntakeState,
  opener: MessageOpener,
): Promise<ReplayAnswer | ReplayFailure> {
  const file = basename(paths.at(-1) ?? "");
  let state = base;
  let last: Judgement | undefined;
  for (const path of paths) {
    const message = await readFile(path).catch(() => undefined);
    if (!message) return { file, error: `${path} cannot be read.` };
    try {
      last = await judge(message, envelopeOf(readMail(message)), state, opener);
    } catch (thrown) {
      // What this machine lacks stops every line; a fault of ours over one mail stops that one.
      if (thrown instanceof SamedayError) throw thrown;
      return { file, error: `${path} could not be judged; this is a fault of the program.` };
    }
    state = applyChanges(state, last.changes);
  }
  return last ? answerOf(file, last) : { file, error: "The line names no mail." };
}

function answerOf(file: string, judgement: Judgement): ReplayAnswer {
  const { disposition, crypto, reply, autoAck, flags, attachments, shown } = judgement;
  const { signerMatchesFrom, ...rest } = crypto;
  return {
    file,
    disposition,
    crypto: { ...rest, signer_matches_from: signerMatchesFrom },
    reply,
    auto_ack: autoAck,
    flags,
    attachments: attachments.map(({ name }) => name),
    shown: shownAsText(shown, attachments),
  };
}
