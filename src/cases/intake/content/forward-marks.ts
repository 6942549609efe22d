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

/** Headers that mail programs write out above a forwarded or answered text without a mark, by what each says. */
const HEADERS = {
  from: "from|von|de|da|van|från|fra|od|от|отправитель|差出人|发件人",
  date: "sent|date|gesendet|datum|envoyé|enviad[oa](?: el| em)?|fecha|data|inviato|verzonden|skickat|sendt|wysłano|отправлено|дата|送信日時|发送时间",
  subject: "subject|betreff|objet|sujet|asunto|oggetto|assunto|onderwerp|ämne|emne|temat|тема|件名|主题",
} as const;

const KINDS = Object.values(HEADERS).map((names) => new RegExp(`^[ \\t*]*(?:${names})[ \\t*]*[:：]`, "iu"));
const HEADER_LINE = /^[ \t*]*\p{L}[\p{L} ]{0,20}[ \t*]*[:：]/u;
/** A line that goes on from the header above it. */
const CONTINUED = /^[ \t]+\S/;

/** Where a text's first forwarded message begins; behind its end where there is none. */
export function forwardMark(text: string): number {
  const at = text.search(MARK);
  return Math.min(at < 0 ? text.length : at, headerBlock(text));
}

/** Of a text with more lines than anybody writes above a forwarded one the rest is not looked at. */
const MOST_LINES = 20_000;

/** Where lines stand together that say from whom, when and about what; behind the end where none do. One pass. */
function headerBlock(text: string): number {
  let start: number | undefined;
  let found = new Set<number>();
  for (let at = 0, lines = 0; at < text.length && lines < MOST_LINES; lines += 1) {
    const next = text.indexOf("\n", at);
    const end = next < 0 ? text.length : next;
    const line = text.slice(at, Math.min(end, at + 200)).trimEnd();
    if (HEADER_LINE.test(line)) {
      start ??= at;
      const kind = KINDS.findIndex((names) => names.test(line));
      if (kind >= 0) found.add(kind);
      if (found.size === KINDS.length) return start;
    } else if (start !== undefined && !CONTINUED.test(line)) {
      start = undefined;
      found = new Set();
    }
    at = end + 1;
  }
  return text.length;
}
