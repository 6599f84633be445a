// Opens WebSockets with and without subprotocols, in a page or in Node: node subprotocol.js MODULE BASE PATH…
export async function open(WebSocket, base, paths) {
  const result = [];
  for (const path of paths) {
    for (const offered of [undefined, [], "bearer", ["bearer", "eyJhbGciOi.x_y-z"]]) {
      const socket = offered === undefined ? new WebSocket(base + path) : new WebSocket(base + path, offered);
      const saw = await new Promise((resolve) => {
        socket.onmessage = () => resolve("message");
        socket.onclose = ({ code }) => resolve("close " + code);
        socket.onerror = () => {}; // a close follows
      });
      result.push({ path, offered: offered ?? null, saw, selected: socket.protocol });
      socket.close();
    }
  }
  return result;
}

if (globalThis.process) {
  const [from, base, ...paths] = process.argv.slice(2);
  const { WebSocket } = from === "node" ? globalThis : await import(from);
  console.log(JSON.stringify(await open(WebSocket, base, paths)));
  process.exit();
}
