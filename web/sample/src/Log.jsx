export function Log({ entries }) {
	return (
		<section aria-label="Log">
			<h2>Log</h2>
			<ol>
				{entries.map(({ id, time, level, message }) => (
					<li key={id} className={level}>
						<time>{time.slice(11, 19)}</time> {message}
					</li>
				))}
			</ol>
		</section>
	);
}
