// What all canvases of the page share.

/** Makes a canvas of a size in CSS pixels sharp and empty, and returns its 2D context. */
export function prepareCanvas(canvas, width, height) {
	const ratio = devicePixelRatio || 1;
	const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
	// Setting even the same size makes a new buffer.
	if (canvas.width !== pixels.width || canvas.height !== pixels.height) Object.assign(canvas, pixels);
	Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
	const pen = canvas.getContext("2d");
	pen.setTransform(ratio, 0, 0, ratio, 0, 0);
	pen.clearRect(0, 0, width, height);
	return pen;
}
