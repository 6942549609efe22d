import { windows1252 } from "./charset.ts";

/** Named characters of HTML 4 in the order of their numbers, each row with the number of its first. */
const ROWS: readonly (readonly [first: number, names: string])[] = [
  [
    160,
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro " +
      "para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil " +
      "Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave " +
      "Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml " +
      "igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute " +
      "thorn yuml",
  ],
  [913, "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho"],
  [931, "Sigma Tau Upsilon Phi Chi Psi Omega"],
  [945, "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"],
  [962, "sigmaf sigma tau upsilon phi chi psi omega"],
];

/** The rest of HTML 4, and HTML 5's names of ASCII characters: with them `javascript&colon;` is written. */
const OTHERS =
  "Tab=9 NewLine=10 excl=33 quot=34 QUOT=34 num=35 dollar=36 percnt=37 amp=38 AMP=38 apos=39 lpar=40 rpar=41 ast=42 plus=43 " +
  "comma=44 period=46 sol=47 colon=58 semi=59 lt=60 LT=60 equals=61 gt=62 GT=62 quest=63 commat=64 lsqb=91 lbrack=91 " +
  "bsol=92 rsqb=93 rbrack=93 Hat=94 lowbar=95 grave=96 lcub=123 lbrace=123 verbar=124 vert=124 rcub=125 rbrace=125 " +
  "OElig=338 oelig=339 Scaron=352 scaron=353 Yuml=376 fnof=402 circ=710 tilde=732 ensp=8194 emsp=8195 thinsp=8201 " +
  "zwnj=8204 zwj=8205 lrm=8206 rlm=8207 ndash=8211 mdash=8212 lsquo=8216 rsquo=8217 sbquo=8218 ldquo=8220 rdquo=8221 " +
  "bdquo=8222 dagger=8224 Dagger=8225 bull=8226 hellip=8230 permil=8240 prime=8242 Prime=8243 lsaquo=8249 rsaquo=8250 " +
  "oline=8254 frasl=8260 euro=8364 trade=8482 larr=8592 uarr=8593 rarr=8594 darr=8595 harr=8596 crarr=8629 lArr=8656 " +
  "uArr=8657 rArr=8658 dArr=8659 hArr=8660 forall=8704 part=8706 exist=8707 empty=8709 nabla=8711 isin=8712 notin=8713 " +
  "ni=8715 prod=8719 sum=8721 minus=8722 lowast=8727 radic=8730 prop=8733 infin=8734 ang=8736 and=8743 or=8744 cap=8745 " +
  "cup=8746 int=8747 there4=8756 sim=8764 cong=8773 asymp=8776 ne=8800 equiv=8801 le=8804 ge=8805 sub=8834 sup=8835 " +
  "nsub=8836 sube=8838 supe=8839 oplus=8853 otimes=8855 perp=8869 sdot=8901 lceil=8968 rceil=8969 lfloor=8970 " +
  "rfloor=8971 lang=9001 rang=9002 loz=9674 spades=9824 clubs=9827 hearts=9829 diams=9830 check=10003 cross=10007";

const NAMED: ReadonlyMap<string, number> = new Map([
  ...ROWS.flatMap(([first, names]) => names.split(" ").map((name, index) => [name, first + index] as const)),
  ...OTHERS.split(" ").map((pair) => [pair.split("=")[0] ?? "", Number(pair.split("=")[1])] as const),
]);

/** Those that browsers take without a semicolon: the first 256 characters' of HTML 4. */
function needsNoSemicolon(name: string, code: number): boolean {
  return (code >= 160 && code < 256) || ["lt", "gt", "amp", "quot", "LT", "GT", "AMP", "QUOT"].includes(name);
}

/** What is decoded at once: a text of millions of pieces costs most by keeping them until they are put together. */
const AT_ONCE = 65_536;

/** Character references of HTML as characters; what is none stays as it stands. Linear, each reference read once. */
export function decodeReferences(text: string): string {
  if (!text.includes("&")) return text;
  if (text.length <= AT_ONCE) return decodeAll(text);
  const decoded: string[] = [];
  for (let at = 0; at < text.length; ) {
    // No reference goes across the `&` of the next.
    const next = text.indexOf("&", at + AT_ONCE);
    const end = next < 0 ? text.length : next;
    decoded.push(decodeAll(text.slice(at, end)));
    at = end;
  }
  return decoded.join("");
}

function decodeAll(text: string): string {
  let decoded = "";
  let done = 0;
  for (let amp = text.indexOf("&"); amp >= 0; ) {
    const end = endOfReference(text, amp + 1);
    const hasSemicolon = text.charCodeAt(end) === SEMICOLON;
    const meant = meaningOf(text.slice(amp + 1, end), hasSemicolon);
    if (meant !== undefined) {
      decoded += text.slice(done, amp) + meant;
      done = hasSemicolon ? end + 1 : end;
    }
    amp = text.indexOf("&", end);
  }
  return decoded + text.slice(done);
}

const SEMICOLON = 59;
const HASH = 35;
/** The longest name has 8 letters; what goes on longer is none, whatever it begins with. */
const LONGEST_NAME = 12;
const LONGEST_NUMBER = 8;

/** Behind the letters, digits or number that follow an `&`, as far as a reference goes at most. */
function endOfReference(text: string, from: number): number {
  if (text.charCodeAt(from) !== HASH) return behind(text, from, LONGEST_NAME, isLetterOrDigit);
  const isHex = (text.charCodeAt(from + 1) | 32) === 120;
  return isHex ? behind(text, from + 2, LONGEST_NUMBER, isHexDigit) : behind(text, from + 1, LONGEST_NUMBER, isDigit);
}

function behind(text: string, from: number, most: number, isOne: (code: number) => boolean): number {
  let at = from;
  while (at < from + most && isOne(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 102);
}

function isLetterOrDigit(code: number): boolean {
  return isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 122);
}

/** `amp`, `#65` or `#x41`; undefined for what is no reference. */
function meaningOf(name: string, hasSemicolon: boolean): string | undefined {
  if (name.charCodeAt(0) === HASH) {
    const number = (name.charCodeAt(1) | 32) === 120 ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return name.length < 2 || Number.isNaN(number) ? undefined : character(number);
  }
  const code = NAMED.get(name);
  if (code === undefined || (!hasSemicolon && !needsNoSemicolon(name, code))) return undefined;
  return String.fromCodePoint(code);
}

/** As HTML decides it: numbers that are no character are a replacement, those of C1 mean Windows-1252. */
function character(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return "\uFFFD";
  return code >= 0x80 && code <= 0x9f ? windows1252(code) : String.fromCodePoint(code);
}
