import type { ListFile } from "../format/list-file.ts";
import { QuietRecords } from "../format/quiet-records.ts";
import type { ListKind, ListRecord, Span } from "../format/types.ts";
import type { Piece } from "./piece.ts";

/**
 * A list that is held in pieces, as one `ListFile`. What only whole lists are asked for (text, records with their places
 * in the file) is put together when somebody asks: an edit costs nothing of it.
 */
export class JoinedList implements ListFile {
  readonly path: string;
  readonly kind: ListKind;
  readonly pieces: readonly Piece[];
  #places: ReadonlyMap<Piece, PiecePlace> | undefined;
  #text: string | undefined;
  #records: readonly ListRecord[] | undefined;
  #quiet: QuietRecords | undefined;

  constructor(path: string, kind: ListKind, pieces: readonly Piece[]) {
    this.path = path;
    this.kind = kind;
    this.pieces = pieces;
  }

  /** Where a piece of this list stands in it. */
  placeOf(piece: Piece): PiecePlace {
    this.#places ??= placesOf(this.pieces);
    return this.#places.get(piece) as PiecePlace;
  }

  get text(): string {
    this.#text ??= this.pieces.map((piece) => piece.file.text).join("");
    return this.#text;
  }

  get records(): readonly ListRecord[] {
    this.#records ??= this.pieces.flatMap((piece) => {
      const place = this.placeOf(piece);
      return piece.file.records.map((record) => moved(record, place.characters, place.lines));
    });
    return this.#records;
  }

  get quiet(): QuietRecords {
    if (this.#quiet === undefined) {
      this.#quiet = new QuietRecords();
      for (const piece of this.pieces) {
        const { characters, lines } = this.placeOf(piece);
        this.#quiet.append(piece.file.quiet, characters, lines);
      }
    }
    return this.#quiet;
  }

  get setAside(): readonly Span[] {
    return this.pieces.flatMap((piece) => {
      const { characters, lines } = this.placeOf(piece);
      return piece.file.setAside.map((span) => ({
        ...span,
        start: span.start + characters,
        end: span.end + characters,
        line: span.line + lines,
      }));
    });
  }
}

/** What stands before a piece. */
export interface PiecePlace {
  /** Counts from 0 in its list. */
  readonly index: number;
  readonly characters: number;
  readonly lines: number;
}

function placesOf(pieces: readonly Piece[]): ReadonlyMap<Piece, PiecePlace> {
  const places = new Map<Piece, PiecePlace>();
  let characters = 0;
  let lines = 0;
  pieces.forEach((piece, index) => {
    places.set(piece, { index, characters, lines });
    characters += piece.file.text.length;
    lines += piece.lines;
  });
  return places;
}

/** A record further down: offsets and lines of its own and of everything in it. */
export function moved(record: ListRecord, characters: number, lines: number): ListRecord {
  if (lines === 0 && characters === 0) return record;
  const down = <T extends { readonly line: number }>(said: T): T => ({ ...said, line: said.line + lines });
  return {
    name: record.name,
    state: record.state,
    start: record.start + characters,
    end: record.end + characters,
    line: record.line + lines,
    notes: record.notes.map(down),
    remarks: record.remarks.map(down),
    references: record.references.map(down),
  };
}
