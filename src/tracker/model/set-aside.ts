import type { IssueId, Problem } from "../../kernel/index.ts";
import type { ListFile } from "../format/list-file.ts";
import { parseList } from "../format/parse-list.ts";
import type { SetAsideSpan } from "../format/types.ts";
import type { Layer } from "../layers/layer.ts";
import { advisoryPrefix } from "../layers/which-files.ts";

/** A record about an issue of which nothing counts, since it has an error. */
export interface SetAsideRecord {
  readonly layer: Layer;
  readonly file: ListFile;
  readonly span: SetAsideSpan;
}

/** Records of an issue's own, advisories that name it and its planned fixes, as far as they are set aside; the lowest layer first. */
export function recordsSetAside(layers: readonly Layer[], issue: IssueId): readonly SetAsideRecord[] {
  return layers.flatMap((layer) =>
    [...layer.lists, ...layer.planned].flatMap((file) =>
      file.setAside
        .filter((span) => span.name === issue || (file.kind === "advisories" && span.names?.includes(issue)))
        .map((span) => ({ layer, file, span })),
    ),
  );
}

/** Of how many errors of one code in a record the places are told. */
const TOLD_OF_A_CODE = 10;

export interface Faults {
  readonly problems: readonly Problem[];
  /** How many more there are. */
  readonly more: number;
}

/** What is wrong in a record that is set aside; it is read again, since of many problems a layer keeps the first ones only. */
export function faultsOf({ layer, file, span }: SetAsideRecord): Faults {
  const { path, kind } = file;
  const source = layer.config?.sources.find((one) => one.path === path);
  const prefix = kind === "advisories" ? (advisoryPrefix(path) ?? source?.name) : undefined;
  const bytes = Buffer.from(file.text.slice(span.start, span.end), "latin1");
  const { problems, unkept } = parseList(bytes, { path, kind, ...(prefix && { prefix }), most: TOLD_OF_A_CODE });
  const more = [...unkept.values()].reduce((sum, count) => sum + count, 0);
  const placed = problems.map(({ code, severity, message, place }) => {
    return { code, severity, message, place: { ...place, line: place.line + span.line - 1 } };
  });
  return { problems: placed, more };
}
