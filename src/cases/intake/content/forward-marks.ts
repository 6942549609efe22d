/** Lines that mail programs put above a forwarded text. What stands below is somebody else's mail. */
const MARKS = [
  "begin forwarded message:",
  "forwarded message",
  "original message",
  "weitergeleitete nachricht",
  "urspr[üu]ngliche nachricht",
  "anfang der weitergeleiteten nachricht:",
  "message (?:transf[ée]r[ée]|d'origine)",
  "d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])\\s?:",
  "mensaje (?:reenviado|original)",
  "inicio del mensaje reenviado:",
  "messaggio (?:inoltrato|originale)",
  "mensagem (?:encaminhada|original)",
  "(?:doorgestuurd|oorspronkelijk) bericht",
  "пересылаемое сообщение",
  "転送されたメッセージ",
] as const;

const MARK = new RegExp(`^[-_=* \\t]*(?:${MARKS.join("|")})[-_=* \\t]*$`, "imu");

/** Where a text's first forwarded message begins; behind its end where there is none. */
export function forwardMark(text: string): number {
  const at = text.search(MARK);
  return at < 0 ? text.length : at;
}
