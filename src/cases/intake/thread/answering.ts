import type { MessagePort } from "node:worker_threads";
import type { Certificate } from "../../../openpgp/index.ts";
import type { KeySource } from "../key-source.ts";
import type { Question, Questions, Told } from "./protocol.ts";

/** Answers what the thread asks over a port, until the port is closed. */
export interface Answering {
  /** What a question failed with. */
  failure(): unknown;
}

export function answerFrom(source: KeySource, port: MessagePort): Answering {
  const handed: Certificate[] = [];
  let failure: unknown;
  const keep = <Keys extends readonly Certificate[]>(keys: Keys): Keys => {
    handed.push(...keys);
    return keys;
  };
  const knownOf = (places: readonly number[]): readonly Certificate[] => places.flatMap((place) => handed[place] ?? []);

  async function answer({ call, asked }: Question): Promise<Questions[keyof Questions]["answer"]> {
    switch (call) {
      case "open":
        return source.open(asked.message, knownOf(asked.known));
      case "verifyDetached":
        return source.verifyDetached(asked.data, asked.signature, knownOf(asked.known));
      case "verifyClearText":
        return source.verifyClearText(asked.text, knownOf(asked.known));
      case "readCertificates": {
        const read = await source.readCertificates(asked.bytes);
        keep(read.certificates);
        return read;
      }
      case "near":
        return keep(await source.near(asked.address));
      case "all":
        return keep(await source.all());
    }
  }

  port.on("message", (question: Question) => {
    answer(question).then(
      (given) => port.postMessage({ answer: given } satisfies Told),
      (thrown: unknown) => {
        failure = thrown;
        port.postMessage({ failed: true } satisfies Told);
      },
    );
  });
  return { failure: () => failure };
}
