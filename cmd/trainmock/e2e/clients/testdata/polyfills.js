// Clients of server-sent events that stand in for the browser's own. `tell` gets all that a page would see.
import { EventSourcePolyfill } from "event-source-polyfill";
import { createEventSource } from "eventsource-client";
import amvtek from "eventsource-polyfill/dist/eventsource.js?raw";
import { EventSource as ExtendedEventSource } from "extended-eventsource";
import ReconnectingEventSource from "reconnecting-eventsource";

// AmvtekEventSource is exported by way of this, which a module of today does not have.
const { EventSource: AmvtekEventSource } = new Function(amvtek + "; return this").call({});

// listen uses what is like a browser's EventSource.
function listen(source, tell) {
  source.addEventListener("message", ({ data, lastEventId }) => tell({ saw: "message", data, lastEventId }));
  source.addEventListener("error", () => tell({ saw: "error", readyState: source.readyState }));
}

export const follow = {
  "event-source-polyfill": (url, tell) => listen(new EventSourcePolyfill(url), tell),
  "eventsource-polyfill": (url, tell) => listen(new AmvtekEventSource(url), tell),
  "extended-eventsource": (url, tell) => listen(new ExtendedEventSource(url, { disableLogger: true }), tell),
  "reconnecting-eventsource": (url, tell) => listen(new ReconnectingEventSource(url), tell),

  "eventsource-client": (url, tell) => {
    createEventSource({
      url,
      onMessage: ({ data, id }) => tell({ saw: "message", data, lastEventId: id }),
      onScheduleReconnect: () => tell({ saw: "error" }),
    });
  },
};
