import { LOADERS } from "../rules/sudo-environment/variables.ts";

/** Whole families, whatever a toolkit makes of one of them today. */
const FAMILIES = /^(?:GTK\d?_|GIO_|XDG_DATA_|GEM_|EMACS|GUILE_|VK_|OPENSSL_)/;
/** Programs and code that common programs take from a variable: less(1), man(1), make(1), zsh(1), vim(1), systemctl(1), java(1); below HOME many read what they run, python(1) its modules. */
const NAMES = new Set(
  "HOME EDITOR VISUAL SUDO_EDITOR SYSTEMD_EDITOR PAGER MANPAGER GIT_PAGER GIT_EDITOR SYSTEMD_PAGER LESS LESSOPEN LESSCLOSE SYSTEMD_LESS BROWSER SHELL VIMINIT EXINIT ZDOTDIR FPATH MAKEFLAGS MAKEFILES CLASSPATH JDK_JAVA_OPTIONS _JAVA_OPTIONS AWKPATH AWKLIBPATH TCLLIBPATH R_PROFILE R_PROFILE_USER R_ENVIRON R_ENVIRON_USER GJS_PATH GETCONF_DIR LIBGL_DRIVERS_PATH ALSA_CONFIG_PATH ALSA_PLUGIN_DIR RESOLV_HOST_CONF".split(
    " ",
  ),
);

/** Whether a variable lets the caller load code or choose programs in what runs: no reason is enough to keep it. */
export function isRefusedVariable(name: string): boolean {
  return LOADERS.test(name) || FAMILIES.test(name) || NAMES.has(name);
}
