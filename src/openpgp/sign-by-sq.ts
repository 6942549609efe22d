import type { ProcessRunner } from "../kernel/index.ts";
import type { SqEdition } from "./messages/lend-by-sq.ts";

const TIME_LIMIT_MS = 10 * 60_000;

/** The arguments that sign with a key's file, as each edition of sq wants them. */
export function sqSignArguments(edition: SqEdition, form: "clear" | "detached", keyFile: string): readonly string[] {
  if (edition === "1") {
    const how = form === "clear" ? ["--cleartext"] : ["--signature-file=-"];
    return ["sign", ...how, "--signer-file", keyFile];
  }
  return ["sign", form === "clear" ? "--cleartext-signature" : "--detached", "--signer-key", keyFile];
}

/** A text clear-signed, or an armored signature beside it, by somebody's own sq and key file. */
export async function signBySq(
  runner: ProcessRunner,
  edition: SqEdition,
  keyFile: string,
  form: "clear" | "detached",
  data: string | Uint8Array,
): Promise<string> {
  const argv = ["sq", ...sqSignArguments(edition, form, keyFile)] as const;
  const { stdout } = await runner.run({
    argv: [...argv] as [string, ...string[]],
    input: data,
    timeLimitMs: TIME_LIMIT_MS,
  });
  return Buffer.from(stdout).toString("utf8");
}
