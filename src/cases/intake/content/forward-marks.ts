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

/** Whether a text ends inside a forwarded message, that is, has a mark of one. */
export function hasForwardMark(text: string): boolean {
  return MARK.test(text);
}
