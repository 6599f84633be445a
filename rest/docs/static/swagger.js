// A plugin of Swagger UI: where an operation is a stream, it tells how to watch it in place of a button that would
// wait for an end that never comes.

/** Returns the plugin, as Swagger UI asks for it. */
function watchStreams({ React: { createElement: h } }) {
	const operationAt = (spec, path, method) => spec.getIn(["paths", path, method]);
	const isSocket = (operation) => operation?.hasIn(["responses", "101"]) ?? false;
	const isStream = (operation) =>
		isSocket(operation) || (operation?.hasIn(["responses", "200", "content", "text/event-stream"]) ?? false);

	// Returns a path with the examples of its parameters filled in.
	const fill = (path, operation) => path.replace(/\{([^}]*)\}/g, (_, name) => {
		const parameter = operation.get("parameters")?.find((each) => each.get("name") === name);
		const example = parameter?.get("example") ?? parameter?.getIn(["schema", "examples", 0]) ?? name;
		return encodeURIComponent(example);
	});

	const note = (path, operation) => {
		const address = new URL(`.${fill(path, operation)}`, location.href).href;
		const code = isSocket(operation)
			? `new WebSocket("${address.replace("http", "ws")}").onmessage = ({ data }) => console.log(data);`
			: `curl -N '${address}'`;
		return h("div", { className: "watch" },
			h("p", null, isSocket(operation)
				? "This is a WebSocket, which this page cannot open. In the console of a browser:"
				: "This is a stream without an end, so there is nothing to execute. In a shell:"),
			h("pre", { tabIndex: 0 }, code),
			h("p", null, h("a", { href: "docs/streams" }, "Streams: build an address, watch it, see every event")));
	};

	return {
		statePlugins: { spec: { wrapSelectors: {
			allowTryItOutFor: (original, { specSelectors }) => (state, path, method) =>
				!isStream(operationAt(specSelectors.specJson(), path, method)) && original(state, path, method),
		} } },
		wrapComponents: {
			// Before its references are resolved an operation is shown, but executing it fails without a word.
			execute: (Original) => (props) => {
				const { path, method, specSelectors } = props;
				return specSelectors.specResolvedSubtree(["paths", path, method]) ? h(Original, props) : null;
			},
			parameters: (Original) => (props) => {
				const { pathMethod: [path, method], specSelectors } = props;
				const operation = operationAt(specSelectors.specJson(), path, method);
				const original = h(Original, props);
				return isStream(operation) ? h("div", null, note(path, operation), original) : original;
			},
		},
	};
}
