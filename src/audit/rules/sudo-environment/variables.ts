import type { Severity } from "../../model.ts";

/**
 * Of the variables of GTK, GLib, GStreamer and Qt those that name code or where it is searched, or open a window's insides to
 * the caller. Those that choose among what is installed (`QT_STYLE_OVERRIDE`) or how it looks (`GDK_SCALE`) are not here.
 */
const OF_TOOLKITS: readonly string[] =
  "GTK_MODULES GTK2_MODULES GTK3_MODULES GTK_PATH GTK_EXE_PREFIX GTK_IM_MODULE_FILE GTK_RC_FILES GTK2_RC_FILES GTK_DEBUG GDK_PIXBUF_MODULE_FILE GDK_PIXBUF_MODULEDIR GIO_EXTRA_MODULES GIO_MODULE_DIR GST_PLUGIN_PATH GST_PLUGIN_SYSTEM_PATH GST_PLUGIN_SCANNER GST_PLUGIN_LOADING_WHITELIST GST_REGISTRY GST_PRESET_PATH QT_PLUGIN_PATH QT_QPA_PLATFORM_PLUGIN_PATH QT_QPA_GENERIC_PLUGINS QT_QUICK_CONTROLS_STYLE QT_QUICK_CONTROLS_STYLE_PATH QML_IMPORT_PATH QML2_IMPORT_PATH QML_PLUGIN_PATH QML_DISK_CACHE_PATH QTWEBENGINE_CHROMIUM_FLAGS QTWEBENGINEPROCESS_PATH".split(
    " ",
  );

/** Variables that load code into, or choose programs for, whatever is started (ld.so(8), perlrun(1), python(1), bash(1)). */
export const LOADERS = new RegExp(
  `^(?:(?:${OF_TOOLKITS.join("|")})(?:_1_0)?|LD_.*|DYLD_.*|GLIBC_TUNABLES|GCONV_PATH|PYTHON.*|PERL.*|RUBY(?:LIB|OPT).*|NODE_(?:OPTIONS|PATH)|JAVA_TOOL_OPTIONS|LUA_(?:C?PATH|INIT).*|GI_TYPELIB_PATH|XDG_DATA_(?:DIRS|HOME)|XDG_CONFIG_(?:DIRS|HOME)|PATH|BASH_ENV|BASH_FUNC_.*|ENV|IFS|SHELLOPTS|BASHOPTS|PS4|PROMPT_COMMAND|CDPATH|GLOBIGNORE|TERMINFO|TERMCAP|NLSPATH|LOCPATH|MALLOC_.*|RES_OPTIONS|HOSTALIASES|LOCALDOMAIN|GIT_(?:SSH|EXEC_PATH|CONFIG).*|DBUS_SESSION_BUS_ADDRESS)$`,
);

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
  if (LOADERS.test(plain) || (name.includes("*") && takesLoaders(plain)))
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

/** Whether a name that ends in `*` takes variables that load code. */
function takesLoaders(start: string): boolean {
  return LOADERS.test(`${start}_`) || OF_TOOLKITS.some((name) => name.startsWith(start));
}
