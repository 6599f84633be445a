import { useState } from "react";

export function Tasks({ url, tasks, chosen, choose }) {
	return (
		<section aria-label="Tasks">
			<h2>Tasks</h2>
			<StartTask url={url} />
			{tasks.length === 0 && <p>No tasks yet</p>}
			<ul>
				{tasks.map((task) => (
					<Task key={task.task_id} task={task} isChosen={task === chosen} choose={choose} />
				))}
			</ul>
		</section>
	);
}

function Task({ task: { task_id, status, progress, loss }, isChosen, choose }) {
	return (
		<li data-testid={task_id} className={status}>
			<button aria-pressed={isChosen} onClick={() => choose(task_id)}>
				{task_id}
			</button>
			<span>{status}</span>
			<progress value={progress} />
			<span>{(progress * 100).toFixed(1)} %</span>
			<span>loss {loss.toFixed(4)}</span>
		</li>
	);
}

function StartTask({ url }) {
	const [answer, setAnswer] = useState();
	const start = async (event) => {
		event.preventDefault();
		const num_rounds = new FormData(event.target).get("rounds");
		const body = JSON.stringify({ parameters: { num_rounds } });
		const headers = { "Content-Type": "application/json" };
		try {
			const response = await fetch(`${url}/train`, { method: "POST", headers, body });
			const { message, detail } = await response.json();
			setAnswer(message ?? textOf(detail));
		} catch {
			setAnswer("The server does not answer");
		}
	};
	return (
		<form onSubmit={start}>
			<label>
				Rounds <input name="rounds" defaultValue="10" size="4" />
			</label>
			<button>Start a task</button>
			<output>{answer}</output>
		</form>
	);
}

// A refusal has a text, or a list of what is wrong with the parameters.
const textOf = (detail) => (Array.isArray(detail) ? detail.map(({ msg }) => msg).join("; ") : detail);
