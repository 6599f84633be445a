// The code to copy: each way brings what is on screen to another program.
import { BASE, pathOf } from "./rest.js";

const SERVER = BASE.slice(0, -1);
const SOCKETS = SERVER.replace("http", "ws");

const HANDLER = `onmessage = (message) => {
  const { type, time, payload } = JSON.parse(message.data);
  console.log(time, type, payload);
};`;

// Each way takes a REST `path`, a stream's `query`, the same as `options` of client.js, and the `type` of the events,
// with the `key` of their ids and the `list` that a snapshot has them in.
const WAYS = {
  curl: ({ path, query }) => `# now
curl '${SERVER}/${path}'

# live
curl -N '${SERVER}/stream/sse${query}'`,

  fetch: ({ path }) => `const response = await fetch("${SERVER}/${path}");
const data = await response.json();
console.log(data);`,

  EventSource: ({ query }) => `const source = new EventSource("${SERVER}/stream/sse${query}");
source.${HANDLER}`,

  WebSocket: ({ query }) => `const socket = new WebSocket("${SOCKETS}/stream/ws${query}");
socket.${HANDLER}`,

  "client.js": ({ options }) => `import { connect } from "${SERVER}/client.js";

const connection = connect({${options}
  onEvent: ({ type, time, payload }) => console.log(time, type, payload),
  onState: ({ status }) => console.log(status),
});`,

  React: ({ query, type, key, list }) => `import { useEffect, useState } from "react";

export function useStream() {
  const [items, setItems] = useState({});
  useEffect(() => {
    const source = new EventSource("${SERVER}/stream/sse${query}");
    source.onmessage = ({ data }) => {
      const { type, payload } = JSON.parse(data);
      if (type === "snapshot") setItems(Object.fromEntries(payload.${list}.map((item) => [item.${key}, item])));
      if (type === "${type}") setItems((items) => ({ ...items, [payload.${key}]: payload }));
    };
    return () => source.close();
  }, []);
  return Object.values(items);
}`,

  Vue: ({ query, type, key, list }) => `<script setup>
import { onUnmounted, reactive } from "vue";
const items = reactive({});
const source = new EventSource("${SERVER}/stream/sse${query}");
source.onmessage = ({ data }) => {
  const { type, payload } = JSON.parse(data);
  if (type === "snapshot") for (const item of payload.${list}) items[item.${key}] = item;
  if (type === "${type}") items[payload.${key}] = payload;
};
onUnmounted(() => source.close());
</script>

<template>
  <pre v-for="item in items" :key="item.${key}">{{ item }}</pre>
</template>`,
};

/** The names of all ways. */
export const WAY_NAMES = Object.keys(WAYS);

/** Returns a way's code for a task, a node or, if both are "", everything; `at` is a time or undefined. */
export function snippet(way, { task, node, at }) {
  const id = task || node;
  const path = id ? pathOf({ task, node }) : "monitor/ray/cluster/node";
  const followed = node
    ? { type: "node_update", key: "id", list: "nodes", parameter: "node_id", option: "nodeIds" }
    : { type: "training_progress", key: "task_id", list: "tasks", parameter: "task_id", option: "taskIds" };
  return WAYS[way]({
    ...followed,
    path: quotable(path + (at ? `?at=${encodeURIComponent(at)}` : "")),
    query: id ? quotable(`?${followed.parameter}=${encodeURIComponent(id)}`) : "",
    options: id ? `\n  ${followed.option}: [${JSON.stringify(id)}],` : "",
  });
}

// The shell's quotes are single ones.
const quotable = (text) => text.replaceAll("'", "%27");
