// English and Chinese. What the server writes (ids, reasons, log lines) is shown as it is.
import { remember } from "./prefs.js";

const TEXTS = {
  skip: ["Skip to content", "跳到主要内容"],
  scenario: ["Scenario", "场景"],
  seed: ["Seed", "种子"],
  worldTime: ["World time", "模拟时间"],
  speed: ["Speed", "速度"],
  paused: ["paused", "已暂停"],
  connect: ["Connect", "接入"],
  docs: ["API docs", "API 文档"],
  themeToDark: ["Switch to dark theme", "切换到深色主题"],
  themeToLight: ["Switch to light theme", "切换到浅色主题"],

  connecting: ["Connecting", "连接中"],
  live: ["Live", "实时"],
  reconnecting: ["Reconnecting", "重新连接"],
  gone: ["Server gone", "服务器无响应"],
  refused: ["Refused", "已拒绝"],
  attempt: ["attempt {n}", "第 {n} 次尝试"],
  perSecond: ["{n} events/s", "{n} 事件/秒"],

  cluster: ["Cluster", "集群"],
  healthy: ["Healthy", "健康"],
  degraded: ["Degraded", "降级"],
  unhealthy: ["Unhealthy", "不可用"],
  waiting: ["Waiting for data", "等待数据"],
  total: ["Total", "总数"],
  active: ["Active", "在线"],
  failed: ["Failed", "故障"],
  gpuUse: ["GPU utilisation", "GPU 利用率"],
  gpuPower: ["GPU power", "GPU 功率"],
  gpuCount: ["{n} GPUs", "{n} 块 GPU"],
  noGpu: ["no GPU", "无 GPU"],
  meanOver: ["mean over {n} nodes", "{n} 个节点平均"],
  maxTemperature: ["hottest {n} °C", "最高 {n} °C"],
  training: ["Training", "训练"],
  throughput: ["{n} samples/s", "{n} 样本/秒"],
  runningShort: ["of {total} running", "/ {total} 运行中"],

  tasks: ["Tasks", "任务"],
  taskCounts: ["{active} active, {ended} ended", "{active} 个进行中，{ended} 个已结束"],
  showAll: ["Show all {n} tasks", "显示全部 {n} 个任务"],
  showFewer: ["Show fewer", "收起"],
  noTasks: ["No tasks", "没有任务"],
  noTasksWhy: ["This scenario holds none. Start the server with --scenario demo to see some.", "该场景没有任务。用 --scenario demo 启动服务即可看到任务。"],
  "status.running": ["Running", "运行中"],
  "status.completed": ["Completed", "已完成"],
  "status.failed": ["Failed", "失败"],
  "status.paused": ["Paused", "已暂停"],
  "status.pending": ["Pending", "等待中"],
  "status.cancelled": ["Cancelled", "已取消"],
  loss: ["Loss", "损失"],
  accuracy: ["Accuracy", "准确率"],
  progress: ["Progress", "进度"],
  epochOf: ["Epoch {n}/{total}", "轮次 {n}/{total}"],
  remaining: ["{time} left", "剩余 {time}"],
  nodeCount: ["{n} nodes", "{n} 个节点"],
  nodeCountOne: ["1 node", "1 个节点"],
  showNodes: ["Mark the nodes of {id}", "标出 {id} 的节点"],

  nodes: ["Nodes", "节点"],
  noNodes: ["No nodes", "没有节点"],
  "role.head node": ["Head", "头节点"],
  "role.model node": ["Model", "模型节点"],
  "role.worker node": ["Worker", "计算节点"],
  "role.data node": ["Data", "数据节点"],
  "node.training": ["training", "训练中"],
  "node.idle": ["idle", "空闲"],
  "node.online": ["online", "在线"],
  "node.offline": ["offline", "离线"],
  "node.running": ["running", "运行中"],
  cpu: ["CPU", "CPU"],
  memory: ["Memory", "内存"],
  disk: ["Disk", "磁盘"],
  network: ["Network", "网络"],
  lastContact: ["Last contact {time} ago", "{time}前最后联系"],
  frozen: ["frozen", "已冻结"],
  free: ["No task", "无任务"],
  mapLabel: [
    "Map of {n} nodes coloured by utilisation. Arrow keys move, Enter keeps a node, Escape lets go.",
    "{n} 个节点的利用率图。方向键移动，回车固定节点，Esc 取消。",
  ],
  mapHint: ["Point at a tile, tap it, or use the arrow keys to see the node.", "指向或点按方块，或用方向键查看节点。"],
  pinned: ["Kept. Click it again or press Esc to let go.", "已固定。再次点击或按 Esc 取消。"],
  utilisation: ["Utilisation", "利用率"],

  events: ["Events", "事件"],
  quiet: ["Nothing has happened yet. State changes and log lines appear here.", "暂无事件。状态变化和日志会显示在这里。"],
  becomes: ["{id}: {from} → {to}", "{id}：{from} → {to}"],
  gap: ["Events missed ({reason})", "缺失事件（{reason}）"],
  clockPaused: ["World paused", "模拟已暂停"],
  clockRuns: ["World runs at ×{speed}, scenario {scenario}", "模拟以 ×{speed} 运行，场景 {scenario}"],
  resumed: ["Reconnected, no event lost", "已重新连接，未丢失事件"],
  restarted: ["Reconnected with a fresh snapshot", "已重新连接，并获取新快照"],

  lostTitle: ["Connection lost", "连接已断开"],
  lostText: ["Everything below is as of {time}.", "以下内容停留在 {time}。"],
  goneTitle: ["The server does not answer", "服务器没有响应"],
  goneText: ["Start it again and this page continues by itself.", "重新启动后，本页面会自动继续。"],
  refusedTitle: ["The server refused the stream", "服务器拒绝了数据流"],
  nextTry: ["Next attempt in {s} s.", "{s} 秒后重试。"],
  trying: ["Trying now…", "正在尝试…"],
  tryNow: ["Try now", "立即重试"],
  outageTitle: ["All {n} nodes are down", "全部 {n} 个节点都已宕机"],
  outageText: ["Their last values stay visible, frozen at the last contact.", "节点保留最后一次联系时的数值。"],

  connectTitle: ["Connect your prototype", "接入你的原型"],
  connectText: [
    "Everything on this page arrives over one stream. The snippets work as they are.",
    "本页面的所有数据都来自同一个数据流。以下代码可直接使用。",
  ],
  copy: ["Copy", "复制"],
  copied: ["Copied", "已复制"],
  close: ["Close", "关闭"],
  footer: ["A mock: nothing here is trained.", "这是模拟服务，并未进行真实训练。"],

  seconds: ["{s}s", "{s} 秒"],
  minutes: ["{m}m {s}s", "{m} 分 {s} 秒"],
  hours: ["{h}h {m}m", "{h} 小时 {m} 分"],
  days: ["{d}d {h}h", "{d} 天 {h} 小时"],
};

/** "en" or "zh-CN". */
export const language = () => document.documentElement.lang;

/** Remembers the other language and makes it the page's. */
export function switchLanguage() {
  document.documentElement.lang = language() === "en" ? "zh-CN" : "en";
  remember("language", language());
}

/** The text for a key, with `{name}` filled in. A key without a text is shown itself: new wire words stay readable. */
export function t(key, values = {}) {
  const text = (Object.hasOwn(TEXTS, key) && TEXTS[key][language() === "en" ? 0 : 1]) || key.replace(/^\w+\./, "");
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Fills in what stands in index.html: `data-t` as text, `data-t-label` as accessible name. */
export function translatePage() {
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) {
    element.setAttribute("aria-label", t(element.dataset.tLabel));
  }
}
