// What clients see of broken answers and streams. `observe` uses addresses, each by one of the interfaces, and
// resolves to what each has seen within so many milliseconds of its opening.

// sheet returns what a client has seen so far, and functions that take its opening and a message. Times are in
// milliseconds: of the opening since the start, of all else since the opening.
function sheet() {
  let begun = performance.now();
  const seen = {
    opened: false, status: 0, fault: "", hellos: 0, messages: 0, ids: [], empty: 0, broken: 0, bytes: 0, first: -1,
    least_age: -1, head: 0, took: -1, errors: 0, ready_state: -1, code: 0, reason: "", was_clean: false, failure: "",
  };
  const since = () => Math.round(performance.now() - begun);
  const open = () => {
    if (!seen.opened) Object.assign(seen, { opened: true, head: since() });
    begun = performance.now();
  };
  const take = (text) => {
    let message;
    seen.bytes += text.length;
    try {
      message = JSON.parse(text);
    } catch {
      seen[text === "" ? "empty" : "broken"] += 1;
    }
    if (message?.type === "hello") return void (seen.hellos += 1);
    seen.messages += 1;
    if (seen.first < 0) seen.first = since();
    if (message === undefined) return;
    const time = message.time ?? message.timestamp;
    seen.ids.push(message.id ?? time);
    const age = Math.max(0, Date.now() - Date.parse(time));
    if (seen.least_age < 0 || age < seen.least_age) seen.least_age = age;
  };
  return { seen, since, open, take };
}

const follow = {
  EventSource(EventSource, url, { seen, take }, opened) {
    const source = new EventSource(url);
    source.onopen = () => opened();
    source.onmessage = ({ data }) => take(data);
    source.onerror = ({ message, code }) => {
      seen.errors += 1;
      if (seen.errors > 1) return;
      seen.ready_state = source.readyState;
      seen.failure = message ?? "";
      seen.status = code ?? 0;
    };
    return source;
  },

  WebSocket(WebSocket, url, { seen, take }, opened) {
    const socket = new WebSocket(url.replace("http", "ws"));
    socket.onopen = () => opened();
    socket.onmessage = ({ data }) => take(data);
    socket.onerror = ({ message }) => {
      seen.errors += 1;
      seen.failure = message ?? "";
    };
    socket.onclose = ({ code, reason, wasClean }) => {
      Object.assign(seen, { code, reason, was_clean: wasClean, ready_state: socket.readyState });
    };
    return socket;
  },

  fetch(fetch, url, { seen, since, take }, opened) {
    const abort = new AbortController();
    (async () => {
      try {
        const response = await fetch(url, { signal: abort.signal });
        opened();
        seen.status = response.status;
        seen.fault = response.headers.get("X-Mock-Fault") ?? "";
        take(await response.text());
      } catch (error) {
        seen.failure = [error.name, error.cause?.code].filter(Boolean).join(" ");
      }
      seen.took = since();
    })();
    return { close: () => abort.abort() };
  },
};

// one uses an address, and calls settled when the connection is open or has failed. The end that it makes itself at the
// limit is not one that the client saw.
function one(interfaces, { by, url }, limit, settled) {
  return new Promise((resolve) => {
    const state = sheet();
    const end = () => {
      resolve(structuredClone(state.seen));
      settled();
      connection.close();
    };
    let timer = setTimeout(end, limit);
    const opened = () => {
      if (state.seen.opened) return;
      state.open();
      settled();
      clearTimeout(timer);
      timer = setTimeout(end, limit);
    };
    const connection = follow[by](interfaces[by], url, state, opened);
    if (by === "WebSocket") connection.addEventListener("close", settled);
  });
}

// observe opens one WebSocket behind another, because browsers delay those of a page that opens many at a time.
export async function observe(interfaces, list, limit) {
  const sights = [];
  const inOrder = async () => {
    for (const [i, each] of list.entries()) {
      if (each.by !== "WebSocket") continue;
      await new Promise((settled) => (sights[i] = one(interfaces, each, limit, settled)));
    }
  };
  for (const [i, each] of list.entries()) {
    if (each.by !== "WebSocket") sights[i] = one(interfaces, each, limit, () => {});
  }
  await inOrder();
  return Promise.all(sights);
}
