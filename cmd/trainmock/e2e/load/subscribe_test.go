package load

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
)

var (
	subscribeAttackers = flag.Int("subscribe.attackers", 8, "clients of TestSubscribeInLoop that ask again and again")
	subscribeTicks     = flag.Int64("subscribe.ticks", 20, "ticks that the others see meanwhile")
)

// TestSubscribeInLoop checks that clients ask for snapshots of a large cluster without end, each for other nodes, and
// half of them read nothing. All others get every tick, and new subscribers are greeted. The program still ends in
// time.
func TestSubscribeInLoop(t *testing.T) {
	p := program.StartProcess(t, "--scenario", "large", "--seed", "7", "--tick", "200ms", "--speed", "5")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var snapshots atomic.Int64
	var attack sync.WaitGroup
	defer attack.Wait()
	defer cancel()
	nodes := nodesOf(t, p)
	for i := range *subscribeAttackers {
		conn, _, err := websocket.DefaultDialer.Dial("ws://"+p.Host()+"/stream/ws?snapshot=false", nil)
		if err != nil {
			t.Fatal(err)
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		attack.Go(func() { subscribeWithoutEnd(conn, nodes, i) })
		if i%2 == 0 {
			attack.Go(func() { countSnapshots(conn, &snapshots) })
		}
	}
	var others sync.WaitGroup
	for range 8 {
		f, err := program.OpenSSE(ctx, p.Client, p.URL+"/stream/sse?topics=cluster")
		if err != nil {
			t.Fatal(err)
		}
		others.Go(func() { checkEveryTick(t, f) })
	}
	others.Wait()
	if n := snapshots.Load(); n == 0 {
		t.Error("the attackers got no snapshot, want some")
	}
	if took := p.End(t, syscall.SIGTERM); took > 2*time.Second {
		t.Errorf("the end took %v, want at most 2 s", took)
	}
}

// nodesOf returns the ids of the nodes.
func nodesOf(t *testing.T, p *program.Process) []string {
	t.Helper()
	var cluster struct{ Nodes []struct{ ID string } }
	p.Read(t, "/monitor/ray/cluster/node", &cluster)
	var ids []string
	for _, n := range cluster.Nodes {
		ids = append(ids, n.ID)
	}
	return ids
}

// subscribeWithoutEnd asks for snapshots of one hundred nodes after another, until the connection ends.
func subscribeWithoutEnd(conn *websocket.Conn, nodes []string, first int) {
	const each = 100
	for i := first; ; i++ {
		from := i * 37 % (len(nodes) - each)
		ask := fmt.Sprintf(`{"type":"subscribe","node_id":["%s"]}`, strings.Join(nodes[from:from+each], `","`))
		if conn.WriteMessage(websocket.TextMessage, []byte(ask)) != nil {
			return
		}
	}
}

// countSnapshots reads until the connection ends.
func countSnapshots(conn *websocket.Conn, snapshots *atomic.Int64) {
	for {
		_, body, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if strings.Contains(string(body[:min(len(body), 100)]), `"snapshot"`) {
			snapshots.Add(1)
		}
	}
}

// checkEveryTick fails the test unless a subscriber gets one tick after the other.
func checkEveryTick(t *testing.T, f program.Feed) {
	whole := program.WholeFeed{Feed: f}
	for ticks := int64(0); ticks < *subscribeTicks; {
		m, err := whole.Next()
		if err != nil {
			t.Error(err)
			return
		}
		if m.Type == "cluster_status" {
			ticks++
		}
	}
}
