/** Yields the JSON of every data line of a response in server-sent events. Leaving the loop ends the stream. */
export async function* readEvents(response) {
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	try {
		for (let rest = ""; ; ) {
			const { done, value } = await reader.read();
			if (done) return;
			const lines = (rest + value).split("\n");
			rest = lines.pop();
			for (const line of lines) if (line.startsWith("data:")) yield JSON.parse(line.slice(5));
		}
	} finally {
		await reader.cancel();
	}
}
