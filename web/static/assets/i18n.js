// The page's words: English here, but for those of the control; Chinese where it is wanted. A text has a line.
import { language } from "./prefs.js";

const parse = (lines) => new Map(lines.trim().split("\n").map((line) => line.split("|")));

const ENGLISH = parse(`
skip|Skip to content
scenario|Scenario
seed|Seed
speed|Speed
paused|paused
code|Code
docs|API docs
streamDocs|Streams
theme|Light or dark
connecting|Connecting
live|Live
silent|Silent
silentFor|for {time}
problem.missing|{n} missing
problem.malformed|{n} malformed
problem.repeated|{n} repeated
problem.reordered|{n} out of order
problem.late|{n} late
reconnecting|Reconnecting
gone|Server gone
refused|Refused
attempt|attempt {n}
perSecond|{n} events/s
lag|lag {n} ms
reconnects|{n} reconnects
time|Time
span|Time span
span.10m|10 min
span.1h|1 hour
span.6h|6 hours
span.1d|1 day
span.run|whole run
past|Look at the past
ago|{time} ago
ahead|in {time}
present|now
inPast|the past
inFuture|the future
loading|loading…
noPicture|nothing to show
viewFrozen|view held
freeze|Hold view
unfreeze|Go on
newer|{n} newer
instant|Instant to show
instantHint|-5m, 12:30, 2026-01-01T12:00Z; empty for now
toLive|Live
cluster|Cluster
healthy|Healthy
degraded|Degraded
unhealthy|Unhealthy
waiting|Waiting for data
total|Total
active|Active
unknown|Unknown
failed|Failed
gpuUse|GPU utilisation
gpuPower|GPU power
meanOver|mean over {n} nodes
hottest|hottest {n}
noGPU|no GPU at work
training|Training
ofRunning|of {n} running
samples|{n} samples/s
tasks|Tasks
taskCounts|{active} active, {ended} ended
showAll|Show all {n} tasks
showFewer|Show fewer
noTasks|No tasks.
noTasksWhy|This scenario holds none; start the server with --scenario demo.
status.running|Running
status.completed|Completed
status.failed|Failed
status.paused|Paused
status.pending|Pending
status.cancelled|Cancelled
copyID|Copy the id
loss|Loss
accuracy|Accuracy
progress|Progress
epoch|Epoch
round|Round
remaining|Remaining
left|{time} left
nodeCount|Nodes: {n}
showNodes|Mark the nodes of {id}
nodes|Nodes
noNodes|This scenario holds no nodes.
role.head node|head
role.model node|model
role.worker node|worker
role.data node|data
node.training|training
node.idle|idle
node.online|online
node.running|online
node.UNKNOWN|unknown
node.DEAD|dead
node.ALIVE|alive
node.old|old data
id|Node
state|State
task|Task
use|Utilisation
memory|Memory
heat|Temperature
power|Power
cpu|CPU
network|Network
colour|Colour by
showAs|Show as
group|Group by
group.id|no groups
group.role|by role
group.task|by task
noTask|no task
map|Map
table|Table
search|Search
previous|Previous
next|Next
mapLabel|Map of {n} nodes: arrow keys move, Enter opens
mapHint|Point or use the arrow keys; click or Enter opens.
mapActions|A right click or ⋯ offers actions.
events|Events
kinds|Kinds
kinds.changes|Changes
kinds.logs|Logs
kinds.stream|Stream
level|Level
level.INFO|All levels
level.WARNING|Warnings
level.ERROR|Errors
quiet|Nothing to show yet.
noKinds|No kind is chosen above.
noMatch|Nothing matches the filters.
inspect|Show as JSON
resumed|Reconnected, no event lost
connected|Connected to {scenario}, seed {seed}
clockRuns|World at ×{speed}
clusterIs|{active} of {total} nodes active
lostTitle|Connection lost.
lostText|All below is as of {time}.
goneTitle|The server does not answer.
goneText|Start it again and this page goes on.
refusedTitle|The server refused the stream.
nextTry|Next attempt in {s} s.
trying|Trying now…
tryNow|Try now
trouble|That did not work.
noAnswer|The server did not answer.
noAnswerIn|No answer within {s} s.
badAnswer|The answer makes no sense.
staleAnswer|The answer is from {age}.
outageTitle|All {n} nodes are down.
outageText|Values are those of the last contact.
back|Overview
address|Address
role|Role
gpu|GPUs
lastSeen|Last contact
learningRate|Learning rate
gradNorm|Gradient norm
throughput|Samples per second
gpuMemory|GPU memory
key.loss|train
key.val_loss|validation
key.accuracy|train
key.val_accuracy|validation
key.cpu_usage|CPU
key.memory_usage|memory
key.disk_usage|disk
key.sent|sent
key.received|received
checkpoint|Checkpoint
limit|at the limit
raw|raw
incident|Interrupted
chartsLabel|Curves: arrows move the cursor, + and − zoom, 0 shows all
chartsHint|Drag to zoom, click a red band for its event; keys: arrows, + and −.
logScale|Log scale
byStep|By step
zoomIn|Zoom in
zoomOut|Zoom out
showWhole|Show all
codeTitle|Bring this to your program
codeFor|Code for {what}
everything|all that is on screen
copy|Copy
copied|Copied
close|Close
world|World
step|Step
token|Token
clock|clock
footer|A mock: nothing here is trained.
intro|What this is
introText|A simulated training cluster to build dashboards against, from these addresses:
lostNodes|Nodes down: {n}
keys|Shortcuts
keySearch|Search the events
keyMove|Move in the past
keyHelp|Show these
seconds|{s}s
minutes|{m}m {s}s
hours|{h}h {m}m
days|{d}d {h}h
`);
let chinese = null; // what chinese.js has, once it is loaded

/** Adds English texts, such as those of a part that is loaded later. */
export function learn(lines) {
	for (const [key, text] of parse(lines)) ENGLISH.set(key, text);
}

/** Loads the words of the page's language, if they are not there. */
export async function loadLanguage() {
	if (language() === "en" || chinese) return;
	const { TEXTS, translate } = await import("./chinese.js");
	chinese = { texts: parse(TEXTS), translate };
}

const isChinese = () => language() !== "en" && chinese !== null;

/** Returns what the server has written in the page's language, as far as its sentences are known. */
export function inLanguage(text) {
	const words = String(text ?? "");
	return isChinese() ? chinese.translate(words) : words;
}

/** Returns a key's text, with `{name}` filled in; a word of the wire that has none is shown as it is. */
export function t(key, values = {}) {
	const texts = isChinese() ? chinese.texts : ENGLISH;
	const text = texts.get(key) ?? key.replace(/^\w+\./, "");
	return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
