/*
 * What the desk puts into somebody's hands when they begin an answer. Those that leave in clear are made of our own names
 * and key alone: nothing of a report can stand in them, because none is given to them.
 */

/** Whose words they are: a person of the definition, and what they speak for. */
export interface Writer {
  readonly name: string;
  /** The distribution's title. */
  readonly title: string;
}

export function emptyAnswer(writer: Writer): string {
  return `Hello,\n\n\n\n${closing(writer)}`;
}

export function withClosing(text: string, writer: Writer): string {
  return `${text.trimEnd()}\n\n${closing(writer)}`;
}

/** Asks for a key, since the report came encrypted and none is known. */
export function askForKey(writer: Writer, fingerprint: string, signs = true): string {
  return `Hello,

your message has reached us. It came encrypted, and we want to answer in the same way, but we have no OpenPGP key of yours that we can use.

Please send us your public key, best as an attachment to a message that is encrypted to us and signed by you. We will write to you again as soon as we have it.

${ourKey(fingerprint, signs)}
${closing(writer)}`;
}

/** Asks for the same again. Why it could not be read is told to nobody outside. */
export function askToResend(writer: Writer, fingerprint: string, signs = true): string {
  return `Hello,

a message of yours has reached us, and we could not read it. Please send it again, encrypted to the key below, and attach your own public key, so that we can answer encrypted.

${ourKey(fingerprint, signs)}
${closing(writer)}`;
}

/** `signs`: in sealed mode nobody but people could, and what leaves in clear leaves by itself. */
function ourKey(fingerprint: string, signs: boolean): string {
  const groups = fingerprint.match(/.{1,4}/g) ?? [];
  const how = signs ? "is attached and has signed this message" : "is attached; compare it with where we publish it";
  return `Our own key ${how}. Its fingerprint is\n\n    ${groups.join(" ")}\n`;
}

function closing({ name, title }: Writer): string {
  return `-- \n${name}\n${title}\n`;
}

/** Whether two texts say the same, however a form or a mail program has laid them out. */
export function isSameText(a: string, b: string): boolean {
  const words = (text: string): string => text.trim().replace(/\s+/g, " ");
  return words(a) === words(b);
}
