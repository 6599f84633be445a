// The commands to tasks and nodes, and the menus that hold them at a card and at a tile of the map.
import { button, h, onLeave } from "./dom.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { nameOf } from "./names.js";
import { isEnded } from "./node.js";
import { BASE } from "./rest.js";

const ABSENCE = "2m"; // of a node that is failed or drained
const FACTOR = 3; // of a loss spike, and of a slow node

/** Returns the values of the commands that a task takes now, by verb. */
export const taskCommands = ({ status }) => ({
	...(status === "running" && { pause_task: {}, loss_spike: { factor: FACTOR }, diverge: {} }),
	...(status === "paused" && { resume_task: {} }),
	...(!isEnded({ status }) && { fail_task: {}, cancel_task: {} }),
});

/** Returns the values of the commands that a node takes now, by verb. */
export const nodeCommands = ({ state }) => ({
	...(state === "ALIVE" &&
		{ fail_node: { for: ABSENCE }, slow_node: { factor: FACTOR }, drain_node: { for: ABSENCE } }),
	recover_node: {},
});

/** Offers commands to tasks and nodes; one menu of them is open at most. */
export class Actions {
	#give;
	isOffline = false; // where no command arrives
	#open = ""; // the id of the task or node whose menu is open

	/** Takes a function that gives a command: its verb and values. */
	constructor(give) {
		this.#give = give;
		onLeave(".actions:has(.items)", () => this.open(""));
	}

	/** Describes the commands to a task or a node as a row of buttons, or as false where there are none. */
	row({ task, node }, entity) {
		const commands = Object.entries(task ? taskCommands(entity) : nodeCommands(entity));
		const name = task ? { task_id: task } : { node_id: node };
		return commands.length > 0 && h("fieldset.tools", { "aria-label": t("actions"), disabled: this.isOffline },
			commands.map(([verb, values]) =>
				button(t(verb), () => this.#give(verb, { ...name, ...values }), { key: verb })));
	}

	/** Describes the menu of a task or a node: a button, unless there is no room for it, and what it opens. */
	menu(ids, entity, hasButton = true) {
		const id = ids.task ?? ids.node;
		const row = this.row(ids, entity);
		if (!row) return "";
		const isOpen = this.isOpen(id);
		const label = `${t("actions")} ${nameOf(id)}`;
		const onkeydown = ({ key, currentTarget }) => {
			if (key === "Escape") this.#close(currentTarget);
		};
		return h("div.actions", { onkeydown },
			(hasButton || isOpen) && button("⋯", () => this.open(isOpen ? "" : id), {
				disabled: this.isOffline,
				class: "button more", "aria-label": label, title: label, "aria-expanded": String(isOpen),
			}),
			isOpen && h("div.items", {
				onclick: ({ currentTarget }) => this.#close(currentTarget.parentNode),
				// A press takes the focus away, in some browsers without giving it to the button.
				onmousedown: (event) => event.preventDefault(),
			}, row));
	}

	#close(menu) {
		menu.querySelector(".more").focus();
		this.open("");
	}

	/** Reports whether the menu of an id is open. */
	isOpen(id) {
		return id !== "" && id === this.#open;
	}

	/** Opens the menu of an id, and leads the keyboard there; "" closes the one that is open. */
	open(id) {
		if (id === this.#open) return;
		this.#open = id;
		planDraw();
		if (id) requestAnimationFrame(() => document.querySelector(".actions .items button")?.focus());
	}
}

/** Returns the command of a shell that makes a change. */
export function curlOf(method, path, body) {
	const data = body && ` -H 'Content-Type: application/json' -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`;
	return `curl -X ${method} ${BASE}${path}${data ?? ""}`;
}
