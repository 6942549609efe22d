import type { FileMaker } from "../audited-file.ts";
import type { AuditedFile } from "../model.ts";
import type { TreeTrouble } from "../tree/walk.ts";

interface Made {
  readonly file: AuditedFile;
  readonly troubles: readonly TreeTrouble[];
}

/** Makes each file once as long as it has the same place; whoever asks again hears what was wrong with it, too. */
export function unchangedFiles(make: FileMaker): FileMaker {
  const known = new Map<string, Made>();
  return (source, place, tell) => {
    const before = known.get(source.path);
    if (
      before?.file.fate === place.fate &&
      before.file.installedPath === place.installedPath &&
      before.file.isProgram === place.isProgram
    ) {
      for (const trouble of before.troubles) tell(trouble);
      return before.file;
    }
    const troubles: TreeTrouble[] = [];
    const file = make(source, place, (trouble) => {
      troubles.push(trouble);
      tell(trouble);
    });
    if (file) known.set(source.path, { file, troubles });
    return file;
  };
}
