import { type Cursor, warn } from "./cursor.ts";
import type { SudoersDefault } from "./types.ts";

/** Settings that are on or off (sudoers(5), "Boolean Flags", sudo 1.9.16). */
const FLAGS =
  "long_otp_prompt ignore_dot mail_always mail_badpass mail_no_user mail_no_host mail_no_perms mail_all_cmnds tty_tickets authenticate root_sudo log_host log_year shell_noargs set_home always_set_home path_info fqdn insults requiretty env_editor rootpw runaspw targetpw use_loginclass set_logname stay_setuid preserve_groups passprompt_override noexec ignore_local_sudoers closefrom_override setenv env_reset visiblepw pwfeedback fast_glob umask_override log_input log_stdin log_ttyin log_output log_stdout log_stderr log_ttyout compress_io use_pty set_utmp utmp_runas exec_background pam_setcred pam_session pam_acct_mgmt pam_silent use_netgroups sudoedit_checkdir sudoedit_follow always_query_group_plugin netgroup_tuple ignore_audit_errors ignore_iolog_errors ignore_logfile_errors match_group_by_gid ignore_unknown_defaults user_command_timeouts iolog_flush syslog_pid case_insensitive_user case_insensitive_group log_allowed log_denied log_server_keepalive log_server_verify runas_allow_unknown_id runas_check_shell pam_ruser pam_rhost selinux intercept log_subcmds log_exit_status intercept_authenticate intercept_allow_setid noninteractive_auth log_passwords intercept_verify";
/** Settings with a value. */
const VALUES =
  "syslog syslog_goodpri syslog_badpri lecture lecture_file loglinelen timestamp_timeout passwd_timeout passwd_tries umask logfile mailerpath mailerflags mailto mailfrom mailsub badpass_message lecture_status_dir timestampdir timestampowner exempt_group passprompt runas_default secure_path editor listpw verifypw closefrom env_check env_delete env_keep role type env_file restricted_env_file sudoers_locale group_plugin iolog_dir iolog_file privs limitprivs pam_service pam_login_service pam_askpass_service maxseq syslog_maxlen iolog_user iolog_group iolog_mode fdexec command_timeout timestamp_type authfail_message log_servers log_server_timeout log_server_cabundle log_server_peer_cert log_server_peer_key runcwd runchroot log_format admin_flag rlimit_as rlimit_core rlimit_cpu rlimit_data rlimit_fsize rlimit_locks rlimit_memlock rlimit_nofile rlimit_nproc rlimit_rss rlimit_stack passprompt_regex intercept_type apparmor_profile cmddenial_message";
const LISTS: ReadonlySet<string> = new Set("env_check env_delete env_keep log_servers passprompt_regex".split(" "));
const KNOWN_FLAGS: ReadonlySet<string> = new Set(FLAGS.split(" "));
const KNOWN: ReadonlySet<string> = new Set([...KNOWN_FLAGS, ...VALUES.split(" ")]);

/** Settings that sudo does not know, or a value or operator where none belongs: sudo passes over them, so they protect nobody. */
export function checkSettings(cursor: Cursor, defaults: readonly SudoersDefault[]): void {
  for (const { name, operator, value, line, column } of defaults) {
    const place = { line, column };
    if (!KNOWN.has(name)) warn(cursor, "sudoers-setting-unknown", `sudo knows no setting ${name}.`, place);
    else if (value !== undefined && KNOWN_FLAGS.has(name))
      warn(cursor, "sudoers-setting-value", `The setting ${name} is on or off and takes no value.`, place);
    else if ((operator === "+=" || operator === "-=") && !LISTS.has(name))
      warn(cursor, "sudoers-setting-value", `The setting ${name} is no list, which ${operator} could change.`, place);
  }
}
