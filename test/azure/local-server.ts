import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** Lets a server listen on a free port of this machine alone; `stop` also ends the connections that are open. */
export async function listenLocally(server: Server): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async stop() {
      if (!server.listening) {
        return;
      }
      const closed = once(server, "close");
      server.close();
      // The server's own list lacks the connections that are still shaking hands.
      for (const socket of sockets) {
        socket.destroy();
      }
      await closed;
    },
  };
}
