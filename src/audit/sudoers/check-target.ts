/** What lstat says of a place; `link` is where a symbolic link leads. */
export interface TargetState {
  readonly kind: "file" | "directory" | "link" | "other";
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  readonly link?: string;
}

/** The state of an absolute place of the root, without following a link there. */
export type StateOf = (place: string) => TargetState | undefined;

/** As Linux does (path_resolution(7)). */
const MOST_LINKS = 40;

/** What is wrong with a program or with the way to it. */
export interface TargetFault {
  /** Somebody else than root may put another program there. */
  readonly isOthers: boolean;
  readonly says: string;
}

/** What is wrong with the program of a grant within a root; undefined when it is root's alone, and so is the way to it. */
export function faultOfTarget(command: string, stateOf: StateOf): string | undefined {
  return targetFault(command, stateOf)?.says;
}

/** The same, and whether somebody else may put another program there. */
export function targetFault(command: string, stateOf: StateOf): TargetFault | undefined {
  const waiting = command.split("/").reverse();
  const done: string[] = [];
  let links = 0;
  const top = faultOfState("/", stateOf("/"));
  if (top) return top;
  while (waiting.length > 0) {
    const part = waiting.pop() ?? "";
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (done.length === 0) return fault(`${command} leads out of the root.`);
      done.pop();
      continue;
    }
    const place = `/${[...done, part].join("/")}`;
    const state = stateOf(place);
    if (state?.kind === "link") {
      links += 1;
      if (links > MOST_LINKS) return fault(`${command} leads through a circle of links.`);
      if (state.uid !== 0) return fault(`${place} is a link of the user ${state.uid}.`, true);
      const target = state.link ?? "";
      if (target.startsWith("/")) done.length = 0;
      waiting.push(...target.split("/").reverse());
      continue;
    }
    const isLast = waiting.every((rest) => rest === "" || rest === ".");
    const found = faultOfState(place, state, isLast ? "file" : "directory");
    if (found) return found;
    done.push(part);
  }
  return stateOf(`/${done.join("/")}`)?.kind === "file" ? undefined : fault(`${command} is no program.`);
}

function faultOfState(place: string, state: TargetState | undefined, wanted = "directory"): TargetFault | undefined {
  if (!state) return fault(`There is no ${place}.`);
  if (state.kind !== wanted) return fault(`${place} is no ${wanted === "file" ? "regular file" : "directory"}.`);
  if (state.uid !== 0) return fault(`${place} belongs to the user ${state.uid}, not to root.`, true);
  if ((state.mode & 0o002) !== 0) return fault(`Everybody may write ${place}.`, true);
  if ((state.mode & 0o020) !== 0 && state.gid !== 0) return fault(`The group ${state.gid} may write ${place}.`, true);
  if (wanted === "file" && (state.mode & 0o111) === 0) return fault(`${place} cannot be executed.`);
  return undefined;
}

function fault(says: string, isOthers = false): TargetFault {
  return { says, isOthers };
}
