/** Bits that a mode of chmod(1) sets on a program. */
export interface SetBits {
  readonly setuid: boolean;
  readonly setgid: boolean;
}

const NONE: SetBits = { setuid: false, setgid: false };

/** `4755`, `u+s`, `ug=rwxs,o=`; what takes bits away or leaves them sets none. */
export function setBits(mode: string): SetBits {
  if (/^0*[0-7]{1,5}$/.test(mode)) {
    const bits = Number.parseInt(mode, 8);
    return { setuid: (bits & 0o4000) !== 0, setgid: (bits & 0o2000) !== 0 };
  }
  let found = NONE;
  for (const clause of mode.split(",").slice(0, 20)) {
    const [, who = "", operations = ""] = /^([ugoa]{0,8})((?:[+=-][rwxXstugo]{0,8}){1,4})$/.exec(clause) ?? [];
    if (!/[+=][rwxXtugo]*s/.test(operations)) continue;
    const everybody = who === "" || who.includes("a");
    found = {
      setuid: found.setuid || everybody || who.includes("u"),
      setgid: found.setgid || everybody || who.includes("g"),
    };
  }
  return found;
}
