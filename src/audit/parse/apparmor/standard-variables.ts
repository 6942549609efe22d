/**
 * The tunables that the parser's own package brings (tunables/global), as far as they name places;
 * a profile says `@{HOME}` and leaves their definition to an include.
 */
export const STANDARD_VARIABLES: ReadonlyMap<string, readonly string[]> = new Map([
  ["HOMEDIRS", ["/home/"]],
  ["HOME", ["@{HOMEDIRS}/*/", "/root/"]],
  ["PROC", ["/proc/"]],
  ["sys", ["/sys/"]],
  ["run", ["/run/", "/var/run/"]],
  ["etc_ro", ["/usr/etc/", "/etc/"]],
  ["etc_rw", ["/etc/"]],
  ["multiarch", ["*-linux-gnu*"]],
  ["pid", ["[0-9]*"]],
  ["pids", ["[0-9]*"]],
  ["tid", ["[0-9]*"]],
  ["uid", ["[0-9]*"]],
  ["user_share_dirs", ["@{HOME}/.local/share"]],
  ["user_config_dirs", ["@{HOME}/.config"]],
  ["user_cache_dirs", ["@{HOME}/.cache"]],
  ["user_lib_dirs", ["@{HOME}/.local/lib"]],
]);
