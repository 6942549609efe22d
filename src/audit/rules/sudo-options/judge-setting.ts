import type { Severity } from "../../model.ts";
import type { SudoersDefault } from "../../parse/sudoers/types.ts";
import { isUserPlace } from "../sudo-target/places.ts";

export interface JudgedSetting {
  readonly severity: Severity;
  readonly message: string;
}

/** Settings that open something when they are switched on. */
const OPENS: Readonly<Record<string, JudgedSetting>> = {
  closefrom_override: {
    severity: "low",
    message: "Callers may hand open file descriptors to the command (closefrom_override).",
  },
  visiblepw: { severity: "low", message: "Passwords are asked for where they can be seen (visiblepw)." },
  stay_setuid: {
    severity: "low",
    message: "Commands keep the caller's real user, who may then signal them (stay_setuid).",
  },
  preserve_groups: { severity: "low", message: "Commands keep the caller's groups (preserve_groups)." },
  runas_allow_unknown_id: { severity: "low", message: "Commands may run as ids that no account has." },
  sudoedit_follow: { severity: "medium", message: "sudoedit follows links, so that a link leads it to any file." },
  env_editor: { severity: "low", message: "visudo runs whatever editor the caller's environment names (env_editor)." },
  user_command_timeouts: { severity: "note", message: "Callers may choose a time after which a command is killed." },
};

/** Settings that open something when they are switched off. */
const PROTECTS: Readonly<Record<string, JudgedSetting>> = {
  use_pty: { severity: "low", message: "Commands share the caller's terminal and can type into it (!use_pty)." },
  sudoedit_checkdir: { severity: "medium", message: "sudoedit writes in directories that users may write to." },
  secure_path: { severity: "low", message: "Commands get the caller's PATH (!secure_path)." },
  log_denied: { severity: "low", message: "Attempts that were refused are not written down (!log_denied)." },
  tty_tickets: {
    severity: "low",
    message: "A password given in one terminal serves every program of the user (!tty_tickets).",
  },
  intercept_verify: {
    severity: "low",
    message: "A command that was checked can be exchanged before it starts (!intercept_verify).",
  },
};

const LONGEST_MINUTES = 60;

/** What a setting widens; undefined for one that narrows or decorates. */
export function judgeSetting({ name, operator, value, binding }: SudoersDefault): JudgedSetting | undefined {
  if (operator === "set") return OPENS[name];
  if (operator === "unset" && name === "authenticate") {
    const whom = binding === undefined ? "Nobody is" : "Callers are not";
    return {
      severity: binding === undefined ? "high" : "medium",
      message: `${whom} asked for a password (!authenticate).`,
    };
  }
  if (operator === "unset") return PROTECTS[name];
  return value === undefined ? undefined : judgeValue(name, value);
}

function judgeValue(name: string, value: string): JudgedSetting | undefined {
  switch (name) {
    case "secure_path": {
      const bad = value.split(":").find((place) => isUserPlace(place));
      return bad === undefined
        ? undefined
        : {
            severity: "high",
            message: `Programs are looked up in "${bad}", where callers may put their own (secure_path).`,
          };
    }
    case "timestamp_timeout": {
      const minutes = /^-/.test(value) ? Number.POSITIVE_INFINITY : Number.parseFloat(value);
      if (!(minutes > LONGEST_MINUTES)) return undefined;
      return { severity: "low", message: "A password serves for long after it was given (timestamp_timeout)." };
    }
    case "timestamp_type":
      return value === "global"
        ? {
            severity: "low",
            message: "A password given in one terminal serves every program of the user (timestamp_type).",
          }
        : undefined;
    case "runchroot":
      return value === "*"
        ? { severity: "high", message: "Callers choose the root directory of commands (runchroot)." }
        : undefined;
    case "runcwd":
      return value === "*"
        ? { severity: "low", message: "Callers choose the working directory of commands (runcwd)." }
        : undefined;
    case "exempt_group":
      return {
        severity: "medium",
        message: `The group ${value} is asked for no password and keeps its PATH (exempt_group).`,
      };
    default:
      return undefined;
  }
}
