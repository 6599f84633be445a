// What a page would write, for any implementation of the two interfaces. `tell` gets all that the page sees.

export const follow = {
  EventSource(EventSource, url, tell) {
    const source = new EventSource(url);
    source.onmessage = (e) => tell({ saw: "message", data: e.data, lastEventId: e.lastEventId });
    source.onerror = () => tell({ saw: "error", readyState: source.readyState });
    return source;
  },

  WebSocket(WebSocket, url, tell) {
    const socket = new WebSocket(url);
    socket.onopen = () => socket.send(JSON.stringify({ type: "ping" }));
    socket.onmessage = (e) => tell({ saw: "message", data: e.data });
    socket.onerror = () => tell({ saw: "error", readyState: socket.readyState });
    socket.onclose = (e) => tell({ saw: "close", code: e.code, reason: e.reason, wasClean: e.wasClean });
    return socket;
  },
};
