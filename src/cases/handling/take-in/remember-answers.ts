import { sha256 } from "../../../kernel/index.ts";
import type { Certificate } from "../../../openpgp/index.ts";
import type { KeySource } from "../../intake/index.ts";

/** A source that is asked each question about OpenPGP once; a question that failed is asked again. */
export function rememberAnswers(source: KeySource): KeySource {
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
    open: (message, known) => once("open", [message], known, () => source.open(message, known)),
    verifyDetached: (data, signature, known) =>
      once("detached", [data, signature], known, () => source.verifyDetached(data, signature, known)),
    verifyClearText: (text, known) => once("clear", [text], known, () => source.verifyClearText(text, known)),
    readCertificates: (bytes) => once("keys", [bytes], [], () => source.readCertificates(bytes)),
    near: (address) => source.near(address),
    all: () => source.all(),
  };
}
