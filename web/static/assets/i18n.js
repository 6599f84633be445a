// English and Chinese, one text a line. What the server writes, such as ids and log lines, is shown as it is.
import { language } from "./prefs.js";

const TEXTS = new Map(`
skip|Skip to content|跳到主要内容
scenario|Scenario|场景
seed|Seed|种子
speed|Speed|速度
paused|paused|已暂停
code|Code|代码
docs|API docs|API 文档
streamDocs|Streams|实时流
theme|Light or dark|浅色或深色
connecting|Connecting|连接中
live|Live|实时
silent|Silent|无数据
silentFor|for {time}|已 {time}
problem.missing|{n} missing|缺失 {n} 条
problem.malformed|{n} malformed|格式错误 {n} 条
problem.repeated|{n} repeated|重复 {n} 条
problem.reordered|{n} out of order|乱序 {n} 条
problem.late|{n} late|迟到 {n} 条
reconnecting|Reconnecting|重新连接
gone|Server gone|服务器无响应
refused|Refused|已拒绝
attempt|attempt {n}|第 {n} 次尝试
perSecond|{n} events/s|{n} 事件/秒
lag|lag {n} ms|延迟 {n} 毫秒
reconnects|{n} reconnects|重连 {n} 次
time|Time|时间
span|Time span|时间范围
span.10m|10 min|10 分钟
span.1h|1 hour|1 小时
span.6h|6 hours|6 小时
span.1d|1 day|1 天
past|Look at the past|查看过去
ago|{time} ago|{time}前
present|now|现在
inPast|the past|历史
viewPaused|view paused|画面已暂停
pauseView|Pause view|暂停画面
resumeView|Resume view|恢复画面
toLive|Live|回到实时
cluster|Cluster|集群
healthy|Healthy|健康
degraded|Degraded|降级
unhealthy|Unhealthy|不可用
waiting|Waiting for data|等待数据
total|Total|总数
active|Active|在线
failed|Failed|故障
gpuUse|GPU utilisation|GPU 利用率
gpuPower|GPU power|GPU 功率
meanOver|mean over {n} nodes|{n} 个节点平均
hottest|hottest {n}|最高 {n}
noGPU|no GPU at work|无可用 GPU
training|Training|训练
ofRunning|of {n} running|/ {n} 运行中
samples|{n} samples/s|{n} 样本/秒
tasks|Tasks|任务
taskCounts|{active} active, {ended} ended|{active} 个进行中，{ended} 个已结束
showAll|Show all {n} tasks|显示全部 {n} 个任务
showFewer|Show fewer|收起
noTasks|No tasks.|没有任务。
noTasksWhy|This scenario holds none; start the server with --scenario demo to see some.|\
该场景没有任务；用 --scenario demo 启动服务即可看到任务。
status.running|Running|运行中
status.completed|Completed|已完成
status.failed|Failed|失败
status.paused|Paused|已暂停
status.pending|Pending|等待中
status.cancelled|Cancelled|已取消
loss|Loss|损失
accuracy|Accuracy|准确率
progress|Progress|进度
epoch|Epoch|轮次
epochOf|Epoch {n}/{total}|轮次 {n}/{total}
remaining|Remaining|剩余时间
left|{time} left|剩余 {time}
nodeCount|Nodes: {n}|节点：{n}
showNodes|Mark the nodes of {id}|标出 {id} 的节点
nodes|Nodes|节点
noNodes|This scenario holds no nodes.|该场景没有节点。
role.head node|head|头节点
role.model node|model|模型节点
role.worker node|worker|计算节点
role.data node|data|数据节点
node.training|training|训练中
node.idle|idle|空闲
node.online|online|在线
node.running|online|在线
node.UNKNOWN|unknown|未知
node.DEAD|dead|宕机
id|Node|节点
state|State|状态
task|Task|任务
use|Utilisation|利用率
memory|Memory|内存
heat|Temperature|温度
power|Power|功率
cpu|CPU|CPU
network|Network|网络
colour|Colour by|着色依据
showAs|Show as|显示方式
map|Map|图
table|Table|表格
search|Search|搜索
previous|Previous|上一页
next|Next|下一页
mapLabel|Map of {n} nodes: arrow keys move, Enter opens|{n} 个节点的图：方向键移动，回车打开
mapHint|Point at a node or use the arrow keys; click or Enter opens it.|指向节点或用方向键查看；点击或回车打开。
events|Events|事件
pause|Pause|暂停
resume|Resume|继续
newer|{n} newer|新增 {n} 条
kinds|Kinds|类别
kinds.changes|Changes|变化
kinds.logs|Logs|日志
kinds.stream|Stream|数据流
level|Level|级别
level.INFO|All levels|所有级别
level.WARNING|Warnings|警告
level.ERROR|Errors|错误
quiet|Nothing to show yet.|暂无内容。
inspect|Show as JSON|查看 JSON
resumed|Reconnected, no event lost|已重新连接，未丢失事件
connected|Connected to {scenario}, seed {seed}|已连接到 {scenario}，种子 {seed}
clockRuns|World at ×{speed}|模拟速度 ×{speed}
clusterIs|{active} of {total} nodes active|{total} 个节点中 {active} 个在线
lostTitle|Connection lost.|连接已断开。
lostText|Everything below is as of {time}.|以下内容停留在 {time}。
goneTitle|The server does not answer.|服务器没有响应。
goneText|Start it again and this page continues by itself.|重新启动后，本页面会自动继续。
refusedTitle|The server refused the stream.|服务器拒绝了数据流。
nextTry|Next attempt in {s} s.|{s} 秒后重试。
trying|Trying now…|正在尝试…
tryNow|Try now|立即重试
trouble|That did not work.|操作未成功。
noAnswer|The server did not answer.|服务器没有应答。
noAnswerIn|No answer within {s} s.|{s} 秒内没有应答。
badAnswer|The answer makes no sense.|应答无法识别。
staleAnswer|The answer is from {age}.|应答是 {age} 的。
outageTitle|All {n} nodes are down.|全部 {n} 个节点都已宕机。
outageText|Their last values stay visible, frozen at the last contact.|节点保留最后一次联系时的数值。
back|Overview|总览
address|Address|地址
role|Role|角色
gpu|GPUs|GPU
lastSeen|Last contact|最后联系
learningRate|Learning rate|学习率
gradNorm|Gradient norm|梯度范数
throughput|Samples per second|每秒样本数
gpuMemory|GPU memory|GPU 内存
key.loss|train|训练
key.val_loss|validation|验证
key.accuracy|train|训练
key.val_accuracy|validation|验证
key.cpu_usage|CPU|CPU
key.memory_usage|memory|内存
key.disk_usage|disk|磁盘
key.sent|sent|发送
key.received|received|接收
checkpoint|Checkpoint|检查点
incident|Incident|故障
chartsLabel|Curves: left and right move the cursor, + and − zoom, 0 shows all|曲线：左右键移动光标，+ 和 − 缩放，0 显示全部
chartsHint|Drag over a curve to zoom, or use the arrow keys, + and −.|拖动以缩放，或使用方向键、+ 和 −。
zoomIn|Zoom in|放大
zoomOut|Zoom out|缩小
showWhole|Show all|显示全部
codeTitle|Bring this to your program|接入你的程序
codeFor|Code for {what}|{what} 的代码
everything|all that is on screen|当前画面
copy|Copy|复制
copied|Copied|已复制
close|Close|关闭
world|World|模拟
pauseWorld|Pause world|暂停模拟
runWorld|Run world|运行模拟
seek|Seek|跳转
seekTo|Time to seek to|跳转到的时间
startTask|Start a task|启动任务
badDay|Bad day|故障演练
profile|Kind of bad day|故障类型
faults|Faults|故障演练
struck|{name} {n} ×|{name} {n} 次
more|{n} more|另 {n} 项
clear|Clear|清除
actions|Actions|操作
fail_node|Fail for 2 min|故障 2 分钟
recover_node|Recover|恢复
slow_node|Slow down|减速
drain_node|Drain|停止调度
pause_task|Pause|暂停
resume_task|Resume|继续
fail_task|Fail|使其失败
cancel_task|Cancel|取消
loss_spike|Loss spike|损失突增
diverge|Diverge|发散
footer|A mock: nothing here is trained.|这是模拟服务，并未进行真实训练。
seconds|{s}s|{s} 秒
minutes|{m}m {s}s|{m} 分 {s} 秒
hours|{h}h {m}m|{h} 小时 {m} 分
days|{d}d {h}h|{d} 天 {h} 小时
`.trim().split("\n").map((line) => line.split("|")).map(([key, ...texts]) => [key, texts]));

/** Returns a key's text, with `{name}` filled in; a word of the wire that has none is shown as it is. */
export function t(key, values = {}) {
	const text = TEXTS.get(key)?.[language() === "en" ? 0 : 1] ?? key.replace(/^\w+\./, "");
	return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
