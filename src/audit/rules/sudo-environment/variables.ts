import type { Severity } from "../../model.ts";

/** Variables that load code into, or choose programs for, whatever is started (ld.so(8), perlrun(1), python(1), bash(1)). */
export const LOADERS =
  /^(?:LD_.*|DYLD_.*|GLIBC_TUNABLES|GCONV_PATH|PYTHON.*|PERL.*|RUBY(?:LIB|OPT).*|NODE_(?:OPTIONS|PATH)|JAVA_TOOL_OPTIONS|LUA_(?:C?PATH|INIT).*|GTK.*|GIO_.*|GI_TYPELIB_PATH|GDK_PIXBUF_MODULE.*|GST_.*|QT_.*|QML.*|XDG_DATA_(?:DIRS|HOME)|XDG_CONFIG_(?:DIRS|HOME)|PATH|BASH_ENV|BASH_FUNC_.*|ENV|IFS|SHELLOPTS|BASHOPTS|PS4|PROMPT_COMMAND|CDPATH|GLOBIGNORE|TERMINFO|TERMCAP|NLSPATH|LOCPATH|MALLOC_.*|RES_OPTIONS|HOSTALIASES|LOCALDOMAIN|GIT_(?:SSH|EXEC_PATH|CONFIG).*|DBUS_SESSION_BUS_ADDRESS)$/;

/** What sudo keeps or checks by itself, with and without these rules (sudoers(5), env_keep and env_check). */
const OF_SUDO: ReadonlySet<string> = new Set(
  "COLORS COLORTERM DISPLAY HOSTNAME KRB5CCNAME LANG LANGUAGE LINGUAS LS_COLORS LC_* PATH PS1 PS2 TERM TZ XAUTHORITY XAUTHORIZATION XDG_CURRENT_DESKTOP MAIL USER LOGNAME".split(
    " ",
  ),
);

const SWITCH = /^(?:NO|DISABLE|DISABLED|SKIP|IGNORE|BYPASS|WITHOUT|ALLOW|INSECURE|UNSAFE|UNTRUSTED)$/;
const PROTECTION =
  /^(?:PROXY|SSL|TLS|VERIFY|VERIFICATION|CERT|CERTS|CERTIFICATE|SIGNATURE|SIGNATURES|GPG|CHECK|CHECKS|AUTH|AUTHENTICATION|FIREWALL|SANDBOX|SECCOMP|APPARMOR|VALIDATION|HSTS|INSECURE|UNSAFE)$/;
const TESTING = /^(?:HARNESS|TEST|TESTS|TESTING|TESTSUITE|MOCK|FAKE)$/;
const PLACE =
  /(?:FILE|FILES|PATH|DIR|DIRS|HOME|CONFIG|CONF|RC|SOCKET_DIR|ROOT|PREFIX|CMD|COMMAND|EDITOR|PAGER|BROWSER|SHELL)$/;

/** How much a kept variable gives away, and why; undefined when sudo keeps it anyway. */
export function judgeVariable(name: string): { readonly severity: Severity; readonly says: string } | undefined {
  if (name === "*") return { severity: "high", says: "every variable" };
  if (name !== "PATH" && OF_SUDO.has(name)) return undefined;
  const plain = name.replace(/[=*].*$/, "");
  if (LOADERS.test(plain) || (name.includes("*") && LOADERS.test(`${plain}_`)))
    return { severity: "high", says: `${name}, which makes programs load what the caller chooses` };
  const words = plain.toUpperCase().split("_");
  const switches = words.some((word) => SWITCH.test(word)) && words.some((word) => PROTECTION.test(word));
  if (switches || words.some((word) => TESTING.test(word)))
    return { severity: "high", says: `${name}, with which the caller switches a protection off` };
  if (/^(?:https?|ftp|all|no|socks)_proxy$/i.test(plain))
    return { severity: "medium", says: `${name}, with which the caller chooses where connections go` };
  if (PLACE.test(plain.toUpperCase()))
    return { severity: "medium", says: `${name}, which names something that the program reads or runs` };
  return { severity: "low", says: name };
}
