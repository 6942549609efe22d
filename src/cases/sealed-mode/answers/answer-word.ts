import { isSha256, type Parsed, type Sha256 } from "../../../kernel/index.ts";
import { formatText, instantText, isInstantText, parseText, type TextForm, wrongValue } from "../words/signed-text.ts";

/** Somebody's word for an answer that they made: which bytes, and for which case. */
export interface AnswerWord {
  readonly desk: string;
  readonly caseId: string;
  /** With angle brackets. */
  readonly messageId: string;
  /** SHA-256 of the mail as it is to leave. */
  readonly mail: Sha256;
  readonly person: string;
  readonly made: Date;
}

type Label = "Desk" | "Case" | "Message-ID" | "Mail" | "Person" | "Made";
const FORM: TextForm<Label> = {
  title: "Sameday sealed answer, version 1",
  labels: ["Desk", "Case", "Message-ID", "Mail", "Person", "Made"],
};

/** The text that is signed. Throws INPUT_INVALID for a value that has no place in it. */
export function formatAnswerWord(word: AnswerWord): string {
  return formatText(FORM, {
    Desk: word.desk,
    Case: word.caseId,
    "Message-ID": word.messageId,
    Mail: word.mail,
    Person: word.person,
    Made: instantText(word.made),
  });
}

/** The inverse. */
export function parseAnswerWord(text: string): Parsed<AnswerWord | undefined> {
  const { value: said, problems } = parseText(FORM, text);
  if (!said) return { value: undefined, problems };
  const { Mail: mail, Made: made } = said;
  if (!isSha256(mail) || !isInstantText(made)) {
    return { value: undefined, problems: [wrongValue("The mail's hash or the time is malformed.")] };
  }
  return {
    value: {
      ...{ desk: said.Desk, caseId: said.Case, messageId: said["Message-ID"], mail },
      ...{ person: said.Person, made: new Date(made) },
    },
    problems,
  };
}
