/** Millions of short pieces cost most by being kept: they are joined as they come. */
const AT_ONCE = 4_096;

/** A text that is put together from many pieces. */
export interface Pieces {
  readonly isEmpty: boolean;
  push(piece: string): void;
  text(): string;
}

export function createPieces(): Pieces {
  const joined: string[] = [];
  let pieces: string[] = [];
  return {
    get isEmpty() {
      return joined.length === 0 && pieces.length === 0;
    },
    push(piece) {
      pieces.push(piece);
      if (pieces.length < AT_ONCE) return;
      joined.push(pieces.join(""));
      pieces = [];
    },
    text: () => joined.join("") + pieces.join(""),
  };
}
