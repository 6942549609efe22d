import pg from "pg";

export interface Listening {
  close(): Promise<void>;
}

/**
 * Hears PostgreSQL's NOTIFY on a channel over a connection of its own, which it makes anew when it is lost.
 * `onReady` is called each time it hears (again): what was said meanwhile is gone, so look for yourself then.
 * A NOTIFY is sent when its transaction commits, so it is a wake-up call, never the only trace of an event.
 */
export async function listen(
  driverOptions: pg.ClientConfig,
  channel: string,
  onNotification: (payload: string) => void,
  onReady: () => void,
): Promise<Listening> {
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;

  const retryLater = (): void => {
    if (closed || timer) return;
    const wait = Math.min(5000, 100 * 2 ** failures);
    failures += 1;
    timer = setTimeout(() => {
      timer = undefined;
      open().catch(retryLater);
    }, wait);
    timer.unref();
  };
  const open = async (): Promise<void> => {
    const next = new pg.Client({ ...driverOptions, keepAlive: true, connectionTimeoutMillis: 5000 });
    next.on("error", () => undefined);
    next.on("notification", ({ payload }) => onNotification(payload ?? ""));
    try {
      await next.connect();
      await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await next.end().catch(() => undefined);
      throw error;
    }
    if (closed) return next.end();
    client = next;
    failures = 0;
    next.once("end", () => {
      client = undefined;
      retryLater();
    });
    onReady();
  };
  await open();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
