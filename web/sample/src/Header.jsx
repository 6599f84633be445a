export function Header({ cluster: { connection, now, status, problems } }) {
	return (
		<header>
			<h1>Cluster: {status.status}</h1>
			<p data-testid="nodes-alive">
				{status.active_nodes} of {status.total_nodes} nodes alive
			</p>
			<time dateTime={now}>{now.slice(0, 19).replace("T", " ")}</time>
			<p data-testid="connection" className={connection}>
				{connection}
			</p>
			{Object.entries(problems).map(([kind, count]) => (
				<p key={kind} role="alert">
					{count} {kind}
				</p>
			))}
		</header>
	);
}
