/** What a message may cost before reading stops. Beyond a limit nothing throws: the rest stays unread in its part's bytes, and an oddity says so. */
export interface MailLimits {
  /** Bytes of one header block, of the message or of a part. A field that ends behind the limit is not read. */
  readonly headerBytes: number;
  /** Levels of parts within parts; the message itself is level 1. */
  readonly depth: number;
  /** Parts of a message on all levels together, the message itself not counted. */
  readonly parts: number;
  /** Bytes of the message. A larger one is a single part whose header is read. */
  readonly bytes: number;
  /** Addresses in To, Cc and Bcc together; more are reported, none is dropped. */
  readonly addressees: number;
}

export const DEFAULT_LIMITS: MailLimits = {
  headerBytes: 128 * 1024,
  depth: 50,
  parts: 500,
  bytes: 30 * 1024 * 1024,
  addressees: 100,
};

/**
 * What was strange about a message. The set is closed:
 * limits that were hit (`message-limit`, `header-limit` by the message's own header, `depth-limit`, `part-limit`, `addressee-limit`);
 * headers that readers may understand differently (`header-odd`: a line that is no header, a singular header that stands
 * twice, a date that is none, more parameters than anybody needs, one without end or twice, a part's header over the limit);
 * what a terminal or page must not get as it stands (`control-characters` in headers and in decoded text: also a CR that
 * ends no line, and direction overrides; `control-characters-in-subject`: after decoding);
 * `mixed-line-ends`: a bare LF before the last line of a message whose header has CR LF (a trace of SMTP smuggling);
 * structure (`external-body`: message/external-body or message/partial, which is never fetched or joined;
 * `missing-boundary`: a multipart that names none; `unclosed-multipart`: its final boundary is missing;
 * `empty-multipart`: no part begins in it, so that its text stands in its body alone);
 * contents (`unknown-charset`: read as UTF-8 or Windows-1252; `unknown-encoding`: left as it stands, so too a message inside
 * that is encoded as a whole, against RFC 2045, 6.4; `broken-encoding`: what could be decoded was).
 */
export type MailOddityCode =
  | "message-limit"
  | "header-limit"
  | "depth-limit"
  | "part-limit"
  | "addressee-limit"
  | "header-odd"
  | "control-characters"
  | "control-characters-in-subject"
  | "mixed-line-ends"
  | "external-body"
  | "missing-boundary"
  | "unclosed-multipart"
  | "empty-multipart"
  | "unknown-charset"
  | "unknown-encoding"
  | "broken-encoding";

export interface MailOddity {
  readonly code: MailOddityCode;
  /** One sentence for people. It may quote a header's name, never what the message says. */
  readonly text: string;
}

export interface Mail {
  /** The message as it came. Every part's bytes are slices of these. */
  readonly bytes: Uint8Array;
  readonly root: Part;
  /** In the order in which they were met; each code with the same text once. */
  readonly oddities: readonly MailOddity[];
}

/** What a part's header says about its body. */
export interface Entity {
  readonly headers: Headers;
  /** `type/subtype` in lower case; text/plain where there is none or it cannot be read (RFC 2045, 5.2). */
  readonly mediaType: string;
  /** Of Content-Type, names in lower case, values decoded (RFC 2231). Where one stands twice the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
  /** A disposition that is neither is an attachment (RFC 2183, 2.8). */
  readonly disposition: "inline" | "attachment" | undefined;
  /** From Content-Disposition or Content-Type, decoded, as given: not safe to use as a file's name, nor to show. */
  readonly fileName: string | undefined;
  /** The transfer encoding in lower case; empty where none is named. */
  readonly encoding: string;
}

/** One part of a message (RFC 2045, 2.4): the message itself, a part of a multipart, or the message in a message/rfc822. */
export interface Part extends Entity {
  /**
   * Header and body as they stood, without the line end that belongs to the boundary behind them (RFC 2046, 5.1.1).
   * This is what a signature of multipart/signed is over (RFC 3156, 5).
   */
  readonly raw: Uint8Array;
  /** What stands behind the header's empty line, as it stood. */
  readonly body: Uint8Array;
  /** The body after its transfer encoding. Decoded anew at each call: nothing is kept twice in memory. */
  content(): Uint8Array;
  /** The content as text in its charset, with replacement characters where it does not fit. Never throws. */
  text(): string;
  /** The parts of a multipart; of a message/rfc822 its one message. Empty where a limit was hit. */
  readonly children: readonly Part[];
}

/** A header block in its order; names compare without regard to case. */
export interface Headers {
  readonly all: readonly Header[];
  /** The first of that name. */
  get(name: string): Header | undefined;
  count(name: string): number;
  /** The decoded texts of every header of that name. */
  values(name: string): readonly string[];
}

export interface Header {
  /** In lower case. */
  readonly name: string;
  /** Unfolded, not decoded, without white space around it. Bytes beyond ASCII are UTF-8 where they can be, else Windows-1252. */
  readonly raw: string;
  /** Encoded words decoded (RFC 2047); a run of CR, LF and NUL is one space, wherever it came from. Other control characters stay. */
  readonly text: string;
}

export interface Address {
  /** Decoded, on one line; empty where there is none. It says whatever its sender liked. */
  readonly name: string;
  /** `local@domain`, the domain in lower case. */
  readonly address: string;
}

/** HTML as somebody may read it in a terminal. */
export interface HtmlText {
  /** Text with line breaks where blocks end, and links' addresses beside their words. */
  readonly text: string;
  /** Whether showing it would have asked another machine for something: images, styles, frames, fonts. */
  readonly remote: boolean;
  /** Whether it holds script, handlers, forms, SVG, embedded objects or a refresh. */
  readonly active: boolean;
}

export interface SafeName {
  /** At most 200 characters, no path, nothing that hides or turns text, no name of a device. */
  readonly name: string;
  /** Whether it differs from what was given. A missing name that was made up is not one that differs. */
  readonly sanitised: boolean;
}
