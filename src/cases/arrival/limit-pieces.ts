/** A message that is refused for good, with the reply of RFC 5321 that its sender gets. */
export class MessageRefused extends Error {
  readonly reply: number;

  constructor(reply: number, message: string) {
    super(message);
    this.name = "MessageRefused";
    this.reply = reply;
  }
}

export interface MessageLimits {
  readonly messageBytes: number;
  /** Of the header of the message itself, to the empty line behind it. */
  readonly headerBytes: number;
}

const CR = 0x0d;
const LF = 0x0a;

/** Hands the pieces on as they come and throws `MessageRefused` at the one that goes over a limit. */
export async function* limitPieces(
  pieces: AsyncIterable<Uint8Array>,
  limits: MessageLimits,
): AsyncGenerator<Uint8Array, void> {
  let size = 0;
  const header = createHeaderCounter();
  for await (const piece of pieces) {
    size += piece.length;
    if (size > limits.messageBytes) {
      throw new MessageRefused(552, `The message has more than ${limits.messageBytes} bytes.`);
    }
    if (header(piece) > limits.headerBytes) {
      throw new MessageRefused(554, `The header of the message has more than ${limits.headerBytes} bytes.`);
    }
    yield piece;
  }
}

/**
 * Counts the bytes to the end of the first empty line, however the pieces fall. A line ends with LF, with a CR before it or
 * not, so that the header of a message with odd line ends is none the longer.
 */
function createHeaderCounter(): (piece: Uint8Array) => number {
  let bytes = 0;
  let ended = false;
  let lineIsEmpty = true;
  return (piece) => {
    if (ended) return bytes;
    for (const byte of piece) {
      bytes += 1;
      if (byte === LF && lineIsEmpty) {
        ended = true;
        break;
      }
      if (byte === LF) lineIsEmpty = true;
      else if (byte !== CR) lineIsEmpty = false;
    }
    return bytes;
  };
}
