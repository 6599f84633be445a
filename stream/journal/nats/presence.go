package nats

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

const (
	// presentEvery is how often a replica says that it is there, and presentFor how long it counts as there.
	presentEvery = 2 * time.Second
	presentFor   = 3 * presentEvery
	// maxReplicas limits how many replicas are listed, and maxPresence the bytes of what one says of itself.
	maxReplicas = 256
	maxPresence = 1024
)

// Replica is a program that follows the journal.
type Replica struct {
	// ID is drawn at its start.
	ID string `json:"id"`
	// Host is the name of its machine.
	Host    string `json:"host"`
	Version string `json:"version"`
	// Sequence is the number of the newest entry that it has read.
	Sequence uint64 `json:"sequence"`
	// seen is when it was heard last.
	seen time.Time
}

// Status is the state of a replica's connection.
type Status struct {
	// ID is that of this replica, and Name that of the cluster.
	ID, Name  string
	Connected bool
	// Sequence is the number of the newest entry that was read, and Behind how many more there are, as far as known.
	Sequence, Behind uint64
	// Offset is by how much this machine's clock is ahead of that of the server, by the last entries that were stored. It
	// includes the shortest of their times on the way.
	Offset time.Duration
	// Problem says what is wrong, if anything is.
	Problem string
	// Replicas are those that were heard lately, this one included, in the order of their ids.
	Replicas []Replica
}

// presence is what replicas tell of each other.
type presence struct {
	self Replica

	mu     sync.Mutex
	others map[string]Replica
}

// announce listens to other replicas, and starts telling them of this one.
func (j *Journal) announce(ctx context.Context) error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	j.presence.self = Replica{ID: rand.Text()[:8], Host: host, Version: j.options.Version}
	j.presence.others = map[string]Replica{}
	if _, err := j.conn.Subscribe(j.subject("replica"), j.hear); err != nil {
		return err
	}
	j.work.Go(func() {
		for {
			j.present(ctx)
			if !wait(ctx, presentEvery) {
				return
			}
		}
	})
	return nil
}

// present tells other replicas of this one, and looks whether the stream is still there.
func (j *Journal) present(ctx context.Context) {
	self := j.presence.self
	self.Sequence, _ = j.read.Last(ctx)
	// A struct of texts and numbers can always be encoded. A replica that misses the message hears the next one.
	data, _ := json.Marshal(self)
	_ = j.conn.Publish(j.subject("replica"), data)
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	_, _ = j.look(ctx)
}

// hear notes another replica.
func (j *Journal) hear(m *nats.Msg) {
	var r Replica
	if len(m.Data) > maxPresence || json.Unmarshal(m.Data, &r) != nil || r.ID == "" {
		return
	}
	r.seen = time.Now()
	j.mu.Lock()
	j.known = max(j.known, r.Sequence)
	j.mu.Unlock()
	p := &j.presence
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.others[r.ID]; known || len(p.others) < maxReplicas {
		p.others[r.ID] = r
	}
}

// Status returns the state of the connection.
func (j *Journal) Status() Status {
	last, _ := j.read.Last(context.Background())
	j.mu.Lock()
	s := Status{
		ID: j.presence.self.ID, Name: j.options.Cluster, Connected: j.connected.Load() && j.err() == nil, Sequence: last,
		Behind: max(j.known, last) - last, Offset: j.offsets.least(),
	}
	j.mu.Unlock()
	switch err := j.err(); {
	case err != nil:
		s.Problem = err.Error()
	case !s.Connected:
		s.Problem = "NATS does not answer: the world goes on, and cannot be changed until it is back"
	case j.options.Lead > 0 && s.Offset.Abs() > j.options.Lead/2:
		s.Problem = fmt.Sprintf("the clock of this machine differs by %s from that of NATS, more than half of --lead: "+
			"set it by NTP, or use a longer lead", s.Offset.Round(time.Millisecond))
	}
	s.Replicas = j.presence.list(last)
	return s
}

// list returns the replicas that were heard lately, and this one, which has read so many entries.
func (p *presence) list(last uint64) []Replica {
	self := p.self
	self.Sequence = last
	list := []Replica{self}
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, r := range p.others {
		if time.Since(r.seen) > presentFor {
			delete(p.others, id)
			continue
		}
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Replica) int { return cmp.Compare(a.ID, b.ID) })
	return list
}
