/** `export A=/b`: lines of a shell's settings have the form of a grant. */
const SHELL_WORD = /^(?:export|readonly|declare|local|set|alias)[ \t]/;
/** A default, an alias, or who may do something where. */
const SUDO_START = /^(?:Defaults|[A-Z][a-z]+_Alias|@include|[^\s=,]+(?:[ \t]*,[ \t]*[^\s=,]+)*[ \t]+[^\s=][^=\n]*=)/;
const SUDO_HINT = /=[ \t]*(?:\(|[A-Z]+:|ALL\b|\/|!)|^Defaults/m;
const SUDO_LINE =
  /^(?:Defaults(?:[@:!>][ \t]*\S+)?[ \t]+\S|(?:User|Runas|Host|Cmnd|Cmd)_Alias[ \t]+[A-Z]\w*[ \t]*=|[@#]include(?:dir)?[ \t]+\S|(?:"[^"]+"|[%+#]?[\w.@\\-]+|ALL)(?:[ \t]*,[ \t]*!?[%+#]?[\w.@\\-]+)*[ \t]+!?[\w.*-]+(?:[ \t]*,[ \t]*!?[\w.*-]+)*[ \t]*=[ \t]*(?:\([^)]*\)[ \t]*)?(?:[A-Z]+:[ \t]*)*!?(?:\/|ALL\b|[A-Z][A-Z0-9_]*\b|sudoedit\b|sha\d+:|[@]))/;
/** Where something grants or sets: comments and includes alone make no rules. */
const SUDO_GRANT = /^(?!#)(?:Defaults|[A-Z][a-z]+_Alias|.*=[ \t]*(?:\([^)]*\)|[A-Z]+:|ALL\b|\/))/m;

const CRON_HINT = /^(?:@[a-z]|[\d*/,-]+[ \t]+[\d*/,-]+[ \t])/m;
const CRON_LINE =
  /^(?:@(?:reboot|hourly|daily|midnight|weekly|monthly|annually|yearly)|(?:[\d*/,-]+[ \t]+){3}[\w*/,-]+[ \t]+[\w*/,-]+)[ \t]+\S/;

/** Whether every line of a text is one of sudoers(5), wherever it lies: sources keep rules under any name. `first` begins after comments. */
export function isSudoers(first: string, head: string): boolean {
  // An include is written like a comment, so that it may be left out in front.
  if (SHELL_WORD.test(first) || !SUDO_START.test(first) || !SUDO_HINT.test(first) || !SUDO_GRANT.test(first))
    return false;
  return logicalLines(head).every((line) => SUDO_LINE.test(line));
}

/** Whether every line of a text is one of crontab(5): a setting, or a time and a command. */
export function isCrontab(first: string, head: string): boolean {
  if (!/^(?:[@*\d]|[A-Z]\w*[ \t]*=)/.test(first) || !CRON_HINT.test(first)) return false;
  const lines = logicalLines(head);
  return (
    lines.some((line) => CRON_LINE.test(line)) &&
    lines.every((line) => CRON_LINE.test(line) || /^\w+[ \t]*=/.test(line))
  );
}

/** Lines without comments and blank ones, continued ones joined; the last one of a head may be cut and is left out when there are others. */
function logicalLines(head: string): readonly string[] {
  const lines = head
    .replace(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !(line.startsWith("#") && !/^#include/.test(line)));
  return head.length >= 4096 && lines.length > 1 ? lines.slice(0, -1) : lines;
}
