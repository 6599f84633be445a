import { memo } from "react";

export function Nodes({ nodes }) {
	return (
		<section aria-label="Nodes">
			<h2>Nodes</h2>
			<table>
				<thead>
					<tr>
						<th>Node</th>
						<th>State</th>
						<th>CPU</th>
						<th>GPU</th>
						<th>Task</th>
					</tr>
				</thead>
				<tbody>
					{nodes.map((node) => (
						<Node key={node.id} node={node} />
					))}
				</tbody>
			</table>
		</section>
	);
}

const Node = memo(({ node: { id, state, cpu_usage, gpu_usage, task_id } }) => (
	<tr data-testid={id} className={state}>
		<th>{id}</th>
		<td>{state}</td>
		<td>{percent(cpu_usage)}</td>
		<td>{percent(gpu_usage)}</td>
		<td>{task_id}</td>
	</tr>
));

// A node without a GPU has no usage of one.
const percent = (usage) => (usage === undefined ? "–" : `${usage.toFixed(0)} %`);
