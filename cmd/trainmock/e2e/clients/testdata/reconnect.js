// node reconnect.js LIBRARY URL opens a WebSocket with a library that reconnects by itself, and prints a line of JSON
// for each connection that opens or closes.
import ws from "ws";

// The libraries use the browser's WebSocket, and one of them three more of its globals.
globalThis.WebSocket = ws;
globalThis.CustomEvent ??= class extends Event {};
globalThis.navigator ??= {};
globalThis.addEventListener ??= globalThis.removeEventListener ??= () => {};

const tell = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const open = () => tell({ saw: "open" });
const close = (e) => tell({ saw: "close", code: e.code, reason: e.reason, wasClean: e.wasClean });

// Most differ from the browser's WebSocket by their name alone.
const drop = (Class, url) => Object.assign(new Class(url), { onopen: open, onclose: close });

const libraries = {
  async "@gamestdio/websocket"(library, url) {
    // It tells of an open connection by another name once it has reconnected.
    Object.assign(drop(library.default.default, url), { onreconnect: open });
  },
  async "robust-websocket"(library, url) {
    drop(library.default, url);
  },
  async sockette(library, url) {
    library.default(url, { onopen: open, onclose: close });
  },
  async "websocket-ts"(library, url) {
    const { ConstantBackoff, WebsocketBuilder } = library;
    const builder = new WebsocketBuilder(url).withBackoff(new ConstantBackoff(200));
    builder.onOpen(open).onClose((_, e) => close(e)).build();
  },
};

const [name, url] = process.argv.slice(2);
await libraries[name](await import(name), url);
