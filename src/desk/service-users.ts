import { readFile } from "node:fs/promises";
import { SamedayError } from "../kernel/index.ts";

export interface ServiceUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Who each process runs as. */
export interface ServiceUsers {
  readonly server: ServiceUser;
  readonly builder: ServiceUser;
  readonly signer: ServiceUser;
  /** Who holds the role key. */
  readonly key: ServiceUser;
  /** False when everything runs as one ordinary user: then the signer's keys are not kept apart, and the desk says so. */
  readonly separate: boolean;
}

const NAMES = { server: "sameday", builder: "sameday-build", signer: "sameday-sign", key: "sameday-key" } as const;

/** As root four system users, else whoever started the program. Throws TOOL_MISSING when root lacks one of them. */
export async function serviceUsers(uid: number): Promise<ServiceUsers> {
  const passwd = parsePasswd(await readFile("/etc/passwd", "utf8"));
  if (uid !== 0) {
    const self = passwd.find((user) => user.uid === uid) ?? { name: String(uid), uid, gid: uid };
    return { server: self, builder: self, signer: self, key: self, separate: false };
  }
  const named = (name: string): ServiceUser => {
    const found = passwd.find((user) => user.name === name);
    if (!found)
      throw new SamedayError(
        "TOOL_MISSING",
        `There is no system user ${name}; scripts/prepare run creates it, as root.`,
      );
    return found;
  };
  return {
    server: named(NAMES.server),
    builder: named(NAMES.builder),
    signer: named(NAMES.signer),
    key: named(NAMES.key),
    separate: true,
  };
}

/** passwd(5): name, password, uid, gid and more, one user a line. Lines of another form are passed over. */
export function parsePasswd(text: string): ServiceUser[] {
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid && /^\d+$/.test(uid) && /^\d+$/.test(gid)
      ? [{ name, uid: Number(uid), gid: Number(gid) }]
      : [];
  });
}
