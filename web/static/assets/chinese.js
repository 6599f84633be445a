// The page's words in Chinese, loaded when they are first needed.

/** The texts by key, one a line. */
export const TEXTS = `
skip|跳到主要内容
scenario|场景
seed|种子
speed|速度
paused|已暂停
code|代码
docs|API 文档
streamDocs|实时流
theme|浅色或深色
connecting|连接中
live|实时
silent|无数据
silentFor|已 {time}
problem.missing|缺失 {n} 条
problem.malformed|格式错误 {n} 条
problem.repeated|重复 {n} 条
problem.reordered|乱序 {n} 条
problem.late|迟到 {n} 条
reconnecting|重新连接
gone|服务器无响应
refused|已拒绝
attempt|第 {n} 次尝试
perSecond|{n} 事件/秒
lag|延迟 {n} 毫秒
reconnects|重连 {n} 次
time|时间
span|时间范围
span.10m|10 分钟
span.1h|1 小时
span.6h|6 小时
span.1d|1 天
span.run|整个任务
past|查看过去
ago|{time}前
ahead|{time}后
present|现在
inPast|历史
inFuture|未来
loading|加载中…
noPicture|无法显示
viewFrozen|画面已定格
freeze|定格画面
unfreeze|继续
newer|新增 {n} 条
instant|要查看的时刻
instantHint|-5m、12:30、2026-01-01T12:00Z；留空为现在
toLive|回到实时
cluster|集群
healthy|健康
degraded|降级
unhealthy|不可用
waiting|等待数据
total|总数
active|在线
unknown|未知
failed|故障
gpuUse|GPU 利用率
gpuPower|GPU 功率
meanOver|{n} 个节点平均
hottest|最高 {n}
noGPU|无可用 GPU
training|训练
ofRunning|/ {n} 运行中
samples|{n} 样本/秒
tasks|任务
taskCounts|{active} 个进行中，{ended} 个已结束
showAll|显示全部 {n} 个任务
showFewer|收起
noTasks|没有任务。
noTasksWhy|请用 --scenario demo 启动服务。
status.running|运行中
status.completed|已完成
status.failed|失败
status.paused|已暂停
status.pending|等待中
status.cancelled|已取消
copyID|复制 ID
loss|损失
accuracy|准确率
progress|进度
epoch|轮次
round|轮次
remaining|剩余时间
left|剩余 {time}
nodeCount|节点：{n}
showNodes|标出 {id} 的节点
nodes|节点
noNodes|该场景没有节点。
role.head node|头节点
role.model node|模型节点
role.worker node|计算节点
role.data node|数据节点
node.training|训练中
node.idle|空闲
node.online|在线
node.running|在线
node.UNKNOWN|未知
node.DEAD|宕机
node.ALIVE|在线
node.old|旧数据
id|节点
state|状态
task|任务
use|利用率
memory|内存
heat|温度
power|功率
cpu|CPU
network|网络
colour|着色依据
showAs|显示方式
group|分组依据
group.id|不分组
group.role|按角色
group.task|按任务
noTask|无任务
map|图
table|表格
search|搜索
previous|上一页
next|下一页
mapLabel|{n} 个节点的图：方向键移动，回车打开
mapHint|指向节点或用方向键查看；点击或回车打开。
mapActions|右键或 ⋯ 可执行操作。
events|事件
kinds|类别
kinds.changes|变化
kinds.logs|日志
kinds.stream|数据流
level|级别
level.INFO|所有级别
level.WARNING|警告
level.ERROR|错误
quiet|暂无内容。
noKinds|未选择任何类别。
noMatch|没有符合条件的事件。
inspect|查看 JSON
resumed|已重新连接，未丢失事件
connected|已连接到 {scenario}，种子 {seed}
clockRuns|模拟速度 ×{speed}
clusterIs|{total} 个节点中 {active} 个在线
lostTitle|连接已断开。
lostText|以下内容停留在 {time}。
goneTitle|服务器没有响应。
goneText|重新启动后，页面自动继续。
refusedTitle|服务器拒绝了数据流。
nextTry|{s} 秒后重试。
trying|正在尝试…
tryNow|立即重试
trouble|操作未成功。
noAnswer|服务器没有应答。
noAnswerIn|{s} 秒内没有应答。
badAnswer|应答无法识别。
staleAnswer|应答是 {age} 的。
outageTitle|全部 {n} 个节点都已宕机。
outageText|数值停留在最后联系时。
back|总览
address|地址
role|角色
gpu|GPU
lastSeen|最后联系
learningRate|学习率
gradNorm|梯度范数
throughput|每秒样本数
gpuMemory|GPU 内存
key.loss|训练
key.val_loss|验证
key.accuracy|训练
key.val_accuracy|验证
key.cpu_usage|CPU
key.memory_usage|内存
key.disk_usage|磁盘
key.sent|发送
key.received|接收
checkpoint|检查点
limit|达到上限
raw|原始值
incident|中断
chartsLabel|曲线：左右键移动光标，+ 和 − 缩放，0 显示全部
chartsHint|拖动以缩放，点击红色区域查看事件，或使用方向键、+ 和 −。
logScale|对数坐标
byStep|按步数
zoomIn|放大
zoomOut|缩小
showWhole|显示全部
codeTitle|接入你的程序
codeFor|{what} 的代码
everything|当前画面
copy|复制
copied|已复制
close|关闭
world|模拟
step|单步
stepHint|模拟暂停时可用
advance|前进 30 秒
setSeed|设置
token|令牌
useToken|使用令牌
done|已完成：{what}
clock|时钟
last|撤销
undo|撤销
copyCurl|复制 curl
others|另有 {n} 个连接正在观看此模拟，是否一并更改？
goOn|更改
cancel|取消
pauseWorld|暂停模拟
runWorld|运行模拟
seek|跳转
seekTo|跳转到的时间
startTask|启动任务
badDay|故障演练
bad.failNode|节点故障 2 分钟
bad.lossSpike|损失突增
bad.loseEvents|丢失 10% 的事件
bad.dropStream|断开一次实时流
bad.refuseAnswers|拒绝 30% 的应答
setProfile|应用方案
profile|故障类型
faults|故障演练
struck|{name} {n} 次
more|另 {n} 项
clear|清除
actions|操作
fail_node|故障 2 分钟
recover_node|恢复
slow_node|减速
drain_node|停止调度
pause_task|暂停
resume_task|继续
fail_task|使其失败
cancel_task|取消
loss_spike|损失突增
diverge|发散
footer|这是模拟服务，并未进行真实训练。
intro|这是什么
introText|用于开发监控界面的模拟训练集群，地址如下：
lostNodes|{n} 个节点宕机
keys|快捷键
keySearch|搜索事件
keyMove|在历史中移动
keyHelp|显示快捷键
seconds|{s} 秒
minutes|{m} 分 {s} 秒
hours|{h} 小时 {m} 分
days|{d} 天 {h} 小时
`;

// What the server writes in its logs and reasons: a pattern and its replacement a line.
const SENTENCES = `
assertion failed: token outside the vocabulary|断言失败：词元不在词表中
assertion failed: label out of range|断言失败：标签超出范围
CUDA out of memory in the backward pass|反向传播时 CUDA 内存不足
data shard could not be read: wrong checksum|数据分片无法读取：校验和错误
data loader worker exited unexpectedly|数据加载进程意外退出
data loader worker killed: out of host memory|数据加载进程被终止：主机内存不足
checkpoint could not be written: no space left on device|检查点无法写入：磁盘空间不足
too few clients answered the round|应答本轮的客户端过少
client model has other shapes than the server's|客户端模型与服务器的形状不一致
loss diverged: no longer finite at step (\\d+)|损失发散：自第 $1 步不再有限
time limit reached|达到时限
cancelled by its owner|由所有者取消
resumed on request: node (\\S+) is away|按要求继续，节点 $1 不可用
paused on request|按要求暂停
resumed on request|按要求继续
(?:cancelled|deleted) on request|按要求取消
failed on request|按要求触发故障
(?:is )?removed from the cluster|移出集群
is drained: no new task is placed on it|停止调度，不再接收任务
completed: |已完成：
cancelled: |已取消：
failed: |失败：
all (\\d+) (?:epoch|round)s? done|全部 $1 轮已完成
GPU (\\d+): (\\d+) corrected ECC errors|GPU $1：$2 个已纠正的 ECC 错误
(GPU|SRAM) memory error|$1 内存错误
GPU system processor|GPU 系统处理器
GPU thermal interface or sensor|GPU 导热材料或传感器
faulty GPU|GPU 故障
software bug|软件缺陷
host maintenance|主机维护
network switch or cable|网络交换机或线缆
NCCL watchdog timeout|NCCL 看门狗超时
silent data corruption|静默数据损坏
IO expansion board|IO 扩展板
power supply failure|电源故障
server chassis failure|机箱故障
dependency failure|依赖项故障
system memory failure|系统内存故障
(NIC|SSD|CPU) failure|$1 故障
submitted, waiting for (\\d+) nodes?|已提交，等待 $1 个节点
started on (\\d+) nodes?|在 $1 个节点上启动
started again, for want of a checkpoint|没有检查点，重新启动
node (\\S+) does not answer|节点 $1 无应答
node (\\S+) is drained|节点 $1 停止调度
takes tasks again|恢复调度
resumed from the checkpoint at step (\\d+)|从第 $1 步的检查点恢复
checkpoint saved at step (\\d+) in ([\\d.]+) s|在第 $1 步保存检查点，用时 $2 秒
(?:epoch|round) (\\d+/\\d+), val_loss ([\\d.]+)|第 $1 轮，验证损失 $2
evaluation (\\d+/\\d+), val_loss ([\\d.]+)|第 $1 次评估，验证损失 $2
all (\\d+) (?:epoch|round)s? done|$1 轮全部完成
all (\\d+) steps done|$1 步全部完成
, val_accuracy ([\\d.]+)|，验证准确率 $1
no contact for (\\d+) s|$1 秒无联系
does not answer health checks|未响应健康检查
is marked DEAD after five missed health checks|连续五次未响应健康检查，标记为宕机
is available again|恢复可用
back in service after |恢复服务，原因：
recovered on request|按要求恢复
interrupted: |中断：
joined the cluster|加入集群
([^ -~]): |$1：
`.split("\n").slice(1, -1).map((line) => {
	const at = line.lastIndexOf("|");
	return [new RegExp(line.slice(0, at)), line.slice(at + 1)];
});

/** Returns what the server has written in Chinese, as far as its sentences are known. */
export const translate = (words) =>
	SENTENCES.reduce((told, [pattern, other]) => told.replace(pattern, other), words);
