import { createServer, type Server } from "node:net";

export interface Relay {
  readonly server: Server;
  readonly port: number;
  readonly taken: string[];
  asked: number;
}

/** As much of a mail relay as RFC 5321 needs; it refuses everybody whose name begins with `refused`. */
export async function openRelay(): Promise<Relay> {
  const taken: string[] = [];
  let asked = 0;
  const server = createServer((socket) => {
    let recipient = "";
    let inBody = false;
    let rest = "";
    socket.on("error", () => undefined);
    socket.write("220 relay\r\n");
    socket.on("data", (chunk) => {
      rest += chunk.toString();
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (inBody) {
          if (line !== ".") continue;
          inBody = false;
          taken.push(recipient);
          socket.write("250 taken\r\n");
          continue;
        }
        const to = /^RCPT TO:<(.*?)>/i.exec(line)?.[1];
        if (to !== undefined) {
          asked += 1;
          recipient = to;
          socket.write(to.startsWith("refused") ? "550 no such reader\r\n" : "250 ok\r\n");
        } else if (/^DATA/i.test(line)) {
          inBody = true;
          socket.write("354 go on\r\n");
        } else socket.write(/^QUIT/i.test(line) ? "221 bye\r\n" : "250 ok\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    server,
    port,
    taken,
    get asked() {
      return asked;
    },
  };
}
