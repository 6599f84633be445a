import { useState } from "react";

import { Header } from "./Header.jsx";
import { Log } from "./Log.jsx";
import { LossChart } from "./LossChart.jsx";
import { Nodes } from "./Nodes.jsx";
import { Tasks } from "./Tasks.jsx";
import { useCluster } from "./cluster.js";

export function App({ url }) {
	const cluster = useCluster(url);
	const [chosen, choose] = useState();
	if (!cluster.snapshot) return <p role="status">Connecting to {url}…</p>;
	const tasks = [...cluster.tasks.values()];
	const task = cluster.tasks.get(chosen) ?? tasks.find(({ status }) => status === "running") ?? tasks[0];
	if (task && task.task_id !== chosen) choose(task.task_id); // It stays when another one runs, too.
	const id = task?.task_id;
	return (
		<>
			<Header cluster={cluster} />
			<Tasks url={url} tasks={tasks} chosen={task} choose={choose} />
			{id && <LossChart key={id} url={url} id={id} since={cluster.snapshot} live={cluster.losses} />}
			<Nodes nodes={[...cluster.nodes.values()]} />
			<Log entries={cluster.log} />
		</>
	);
}
