/**
 * Says to a service that its standard input is a pipe to whoever keeps it alive. The kernel closes that pipe however the
 * keeper dies, and the service then ends: nobody would start it again, and a desk started anew would find port, database
 * and spool taken.
 */
export const KEPT_BY_PIPE = "SAMEDAY_KEPT_BY_PIPE";
