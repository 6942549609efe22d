import type { MessagePort } from "node:worker_threads";
import type { Certificate } from "../../../openpgp/index.ts";
import type { KeySource } from "../key-source.ts";
import type { Question, Questions, Told } from "./protocol.ts";

/**
 * The thread's side: whatever a reading asks for is asked of the thread that started it. `onFailure` is told of a
 * question that has no answer, before it throws.
 */
export function askingSource(port: MessagePort, onFailure: () => void): KeySource {
  const places = new Map<Certificate, number>();
  const handed = <Keys extends readonly Certificate[]>(keys: Keys): Keys => {
    for (const key of keys) places.set(key, places.size);
    return keys;
  };
  const named = (keys: readonly Certificate[]): readonly number[] => keys.flatMap((key) => places.get(key) ?? []);

  function ask<Call extends keyof Questions>(
    call: Call,
    asked: Questions[Call]["asked"],
    given: readonly Uint8Array<ArrayBuffer>[] = [],
  ): Promise<Questions[Call]["answer"]> {
    return new Promise((resolve, reject) => {
      port.once("message", (told: Told) => {
        if (!("failed" in told)) return resolve(told.answer as Questions[Call]["answer"]);
        onFailure();
        reject(new Error("There is no answer."));
      });
      // Question pairs each name with what is asked, which a type parameter cannot carry through.
      port.postMessage({ call, asked } as Question, [...new Set(given.map(({ buffer }) => buffer))]);
    });
  }

  return {
    open(bytes, known) {
      const message = new Uint8Array(bytes);
      return ask("open", { message, known: named(known) }, [message]);
    },
    verifyDetached(bytes, packets, known) {
      const [data, signature] = [new Uint8Array(bytes), new Uint8Array(packets)];
      return ask("verifyDetached", { data, signature, known: named(known) }, [data, signature]);
    },
    verifyClearText(bytes, known) {
      const text = new Uint8Array(bytes);
      return ask("verifyClearText", { text, known: named(known) }, [text]);
    },
    async readCertificates(bytes) {
      const read = await ask("readCertificates", { bytes: new Uint8Array(bytes) });
      handed(read.certificates);
      return read;
    },
    near: async (address) => handed(await ask("near", { address })),
    all: async () => handed(await ask("all", {})),
  };
}
