import { useEffect, useReducer, useState } from "react";

const WIDTH = 600;
const HEIGHT = 160;

/** The loss of a task: its history, and behind that what the stream has told since. */
export function LossChart({ url, id, since, live }) {
	const [attempt, tryAgain] = useReducer((count) => count + 1, 0);
	const { history, error } = useHistory(url, id, since, attempt);
	const points = history && join(history, live.get(id) ?? []);
	return (
		<section aria-label="Loss">
			<h2>Loss of {id}</h2>
			{points ? <Curve points={points} /> : <p role="status">{error ?? "Loading…"}</p>}
			{!points && <button onClick={tryAgain}>Try again</button>}
		</section>
	);
}

// Returns the last ten minutes of a task, or why they are not there. They are asked for again with each snapshot.
function useHistory(url, id, since, attempt) {
	const [result, setResult] = useState({});
	useEffect(() => {
		const abort = new AbortController();
		setResult({});
		read(`${url}/monitor/training/${encodeURIComponent(id)}/history?from=-10m`, abort.signal).then(
			(history) => setResult({ history }),
			(error) => abort.signal.aborted || setResult({ error: error.message }),
		);
		return () => abort.abort();
	}, [url, id, since, attempt]);
	return result;
}

async function read(url, signal) {
	const response = await fetch(url, { signal });
	const body = await response.json().catch(() => {
		throw new Error("The answer is no JSON");
	});
	if (!response.ok) throw new Error(body.detail);
	return body.time
		.map((time, i) => ({ time: Date.parse(time), loss: body.loss[i] }))
		.filter(({ loss }) => loss !== null); // as before the task's submission
}

function join(history, live) {
	const last = history.at(-1)?.time ?? -Infinity;
	return [...history, ...live.filter(({ time }) => time > last)];
}

function Curve({ points }) {
	const times = points.map(({ time }) => time);
	const losses = points.map(({ loss }) => loss);
	const x = scale(times.at(0), times.at(-1), WIDTH);
	const y = scale(Math.max(...losses), Math.min(...losses), HEIGHT);
	return (
		<svg role="img" aria-label={`${points.length} points`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
			<polyline points={points.map(({ time, loss }) => `${x(time)},${y(loss)}`).join(" ")} />
		</svg>
	);
}

// Returns a function from the values between two to 0 up to a size.
const scale = (from, to, size) => (value) => (from === to ? 0 : ((value - from) / (to - from)) * size).toFixed(1);
