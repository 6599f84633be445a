// WebSockets of frontend libraries that send the text ping, and reconnect unless they are answered.
import { useIntervalFn, useWebSocket } from "@vueuse/core";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import useReactWebSocket from "react-use-websocket";

// A ping is sent so often, and the connection closed without an answer for so long; milliseconds.
const interval = 200, timeout = 5000;

// tellPongs tells of the answers, which the libraries keep to themselves.
function tellPongs(socket, tell) {
  socket.addEventListener("message", ({ data }) => data === "pong" && tell({ saw: "pong" }));
}

const tellClose = ({ code, reason, wasClean }) => ({ saw: "close", code, reason, wasClean });

export const follow = {
  vueuse(url, tell) {
    const scheduler = (beat) => useIntervalFn(beat, interval, { immediate: false });
    const heartbeat = { message: "ping", responseMessage: "pong", scheduler, pongTimeout: timeout };
    useWebSocket(url, {
      heartbeat, autoReconnect: true,
      onConnected: (socket) => tellPongs(socket, tell),
      onDisconnected: (_, event) => tell(tellClose(event)),
      onMessage: (_, { data }) => tell({ saw: "message", data }),
    });
  },

  react(url, tell) {
    const heartbeat = { message: "ping", returnMessage: "pong", interval, timeout };
    function Stream() {
      useReactWebSocket.default(url, {
        heartbeat, shouldReconnect: () => true,
        onOpen: ({ target }) => tellPongs(target, tell),
        onClose: (event) => tell(tellClose(event)),
        onMessage: ({ data }) => data === "pong" || tell({ saw: "message", data }),
      });
      return null;
    }
    createRoot(document.body.appendChild(document.createElement("div"))).render(createElement(Stream));
  },
};
