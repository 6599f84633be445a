// Calls what the generators made by the names of the document, and narrows events by their type.
import createClient from "openapi-fetch";

import { connect, type EventType, type StreamEvent } from "./client.js";
import { connect as connectByAddress } from "http://localhost:6677/client.js";
import * as heyAPI from "./hey-api";
import * as orval from "./orval/fetch";
import * as zod from "./orval/zod";
import type { components, paths } from "./schema";

const api = createClient<paths>({ baseUrl: "http://localhost:6677" });

export async function ask(): Promise<number> {
	const path = { task_id: "task_123" };
	const { data, error } = await api.GET("/monitor/training/{task_id}", { params: { path, query: { at: "-5m" } } });
	if (error) throw new Error(typeof error.detail === "string" ? error.detail : error.detail[0]?.msg);
	const nodes = await heyAPI.listNodes({ query: { at: "-5m" } });
	const started = await heyAPI.startTask({ body: { parameters: { num_rounds: 3, lr: "0.01" } } });
	const task = await orval.getTask(started.data?.task_id ?? "task_123", { at: "-5m" });
	const parsed = zod.GetTaskResponse.parse(task.data);
	return data.progress + parsed.progress + (nodes.data?.nodes.length ?? 0);
}

export async function watch(): Promise<void> {
	const { stream } = await heyAPI.streamEvents({ query: { topics: ["training"], limit: 20 } });
	for await (const event of stream) if (typeof event !== "string") console.log(narrow(event));
}

// The types of client.d.ts and those of the document are the same, in both directions.
export const toDocument = (event: StreamEvent): components["schemas"]["StreamEvent"] => event;
export const fromDocument = (event: components["schemas"]["StreamEvent"]): StreamEvent => event;

export function narrow(event: StreamEvent): string | number | undefined {
	// @ts-expect-error not every payload has metrics
	console.log(event.payload.metrics);
	// @ts-expect-error there is no such type
	if (event.type === "nonsense") return;
	switch (event.type) {
		case "snapshot":
			return event.payload.nodes[0]?.gpus?.[0]?.temperature;
		case "training_progress":
			return event.payload.metrics.step;
		case "node_update":
			return event.payload.cpu_usage;
		case "task_update":
			return event.payload.previous_status;
		case "gap":
			// @ts-expect-error this payload has no status
			return event.payload.status;
		default:
			return event.id;
	}
}

connect({ topics: ["training"], onEvent: narrow }).close();
connectByAddress({ onState: ({ status }) => console.log(status) });
// @ts-expect-error there is no such topic
connect({ topics: ["nonsense"] });
export const types: EventType[] = ["hello", "gap", "bye"];
