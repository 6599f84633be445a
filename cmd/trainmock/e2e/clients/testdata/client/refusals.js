// Opens streams with client.js, and prints the state that follows the first refusal of each. Input: { urls, options }.
import { readFileSync } from "node:fs";
import { connect } from "./client.mjs";

const { urls, options } = JSON.parse(readFileSync(0, "utf8"));
const firstRefusal = (url) => new Promise((resolve) => {
	const stream = connect({ url, ...options, onState: (state) => {
		if (state.status !== "closed" && !state.retryInMs) return;
		resolve(state);
		stream.close();
	} });
});
console.log(JSON.stringify(await Promise.all(urls.map(firstRefusal))));
