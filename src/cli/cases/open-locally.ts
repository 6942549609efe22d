import type { CaseMessageAnswer, CertificateAnswer, ToOpenAnswer } from "../../api/index.ts";
import type { JudgedMail, Judgement } from "../../cases/index.ts";
import { SamedayError, sha256 } from "../../kernel/index.ts";
import type { Certificate } from "../../openpgp/index.ts";
import type { CommandContext } from "../frame/context.ts";
import type { OwnProgram } from "./own-program.ts";

/**
 * A message opened on this machine, in memory, and judged with the desk's own code over what the desk told. Throws
 * DESK_SUSPECT when the bytes are not those whose hash it named.
 */
export async function openLocally(
  context: CommandContext,
  told: ToOpenAnswer,
  raw: Uint8Array,
  program: OwnProgram,
): Promise<JudgedMail> {
  if (told.hash !== "" && sha256(raw) !== told.hash) {
    throw new SamedayError("DESK_SUSPECT", "The message is not the one whose hash the desk has on record.");
  }
  const [{ judge, startMemory, stateToJudge }, { createLentOpener }] = await Promise.all([
    import("../../cases/index.ts"),
    import("../../openpgp/index.ts"),
  ]);
  const { clock, processes: runner } = context;
  const opener = createLentOpener(program.lend, { runner, now: () => clock.now() });
  const known = {
    ...told,
    staff: told.staff.map(({ team, certificate, ...rest }) => {
      return { ...rest, team: team ?? undefined, certificate: certificateOf(certificate) };
    }),
    reporterKeys: told.reporterKeys.map(certificateOf),
  };
  try {
    const state = startMemory(stateToJudge(known, clock.now()));
    return await judge(raw, { from: undefined }, state, opener);
  } finally {
    await opener.close();
  }
}

export function certificateOf({ created, expires, bytes, ...rest }: CertificateAnswer): Certificate {
  return {
    ...rest,
    created: new Date(created),
    expires: expires === null ? undefined : new Date(expires),
    bytes: Uint8Array.from(Buffer.from(bytes, "base64")),
  };
}

/** A message as the desk shows it, with what was found here in its place. */
export function messageOpened(message: CaseMessageAnswer, judgement: Judgement): CaseMessageAnswer {
  const { disposition, because, crypto, reply, flags, attachments, shown } = judgement;
  const files = attachments.map(({ signers, ...file }) => {
    return { ...file, signers: [...signers] };
  });
  return {
    ...message,
    headers: shown.headers.map((header) => ({ ...header })),
    parts: shown.parts.map((part) => ({ ...part, signers: [...part.signers] })),
    judgement: { disposition, because, crypto, reply, flags: [...flags], attachments: files, command: "" },
  };
}
