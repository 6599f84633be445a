package control

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/model"
	"trainmock/stream/session"
	"trainmock/stream/turn"
)

// bytesPerSession is about what a session takes in an answer, in memory and as JSON.
const bytesPerSession = 1 << 10

// Sessions declares the routes about the worlds beside the main one. They act on the one list of the program, also
// where the request names a session.
func Sessions(g answer.Group, list *session.Book) {
	g.Tag, g.Traits, g.MaxBody = "control", restricted, answer.MaxFile
	g.Router = g.Router.With(withBase)
	book := book{list}
	answer.Add(g, "listSessions", "GET /mock/sessions", "The worlds beside the main one", book.list,
		answer.Refuses(http.StatusServiceUnavailable))
	answer.Add(g, "createSession", "POST /mock/sessions", "Make a world of its own", book.create,
		answer.Takes(sessionSchema, sessionExample), refusesCreation)
	answer.Add(g, "deleteSession", "DELETE /mock/sessions/{name}", "End a session and its streams", book.delete,
		answer.RefusesWhen(http.StatusNotFound, "There is no such session.", session.Missing("test-1").Error()))
}

// refusesCreation documents how POST /mock/sessions refuses.
func refusesCreation(o *huma.Operation) {
	answer.RefusesWhen(http.StatusConflict, "The name is taken.", session.Taken("test-1").Error())(o)
	answer.RefusesWhen(http.StatusTooManyRequests, "There are as many sessions as there may be, or the worlds of all "+
		"would be too large together.", session.TooMany(session.DefaultMost).Error())(o)
	answer.RefusesWhen(http.StatusServiceUnavailable, "The server is ending, or is busy; then Retry-After says "+
		"when to come back.", session.Ended().Error())(o)
}

// baseKey is the key of the addresses in a context.
type baseKey struct{}

// base is the scheme of WebSockets without its end, which is ws or wss, and the host by which the client asks.
type base struct{ secure, host string }

// withBase puts the host and the scheme of each request into its context.
func withBase(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := base{host: r.Host}
		if r.TLS != nil {
			b.secure = "s"
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), baseKey{}, b)))
	})
}

// Addresses are those of a session.
type Addresses struct {
	URL  string `json:"url" format:"uri" doc:"The base address: paths follow it. Behind a proxy use path."`
	WS   string `json:"ws" format:"uri" doc:"The stream over WebSocket."`
	Path string `json:"path" example:"s/test-1/" doc:"Follows the base address of the server, also behind a proxy."`
}

// addressesOf returns the addresses of a session by which the client of a request reaches it. A proxy in between may
// have another scheme and a path of its own, which no header tells for sure: only the path is right then.
func addressesOf(ctx context.Context, name string) Addresses {
	b, path := ctx.Value(baseKey{}).(base), session.Path(name)
	below := b.secure + "://" + b.host + path
	return Addresses{URL: "http" + below, WS: "ws" + below + "/stream/ws", Path: path[1:] + "/"}
}

// created is the answer to POST /mock/sessions.
type created struct {
	Name string `json:"name" example:"test-1"`
	Addresses
	Seed  uint64 `json:"seed" doc:"Also in the header X-Mock-Seed of all answers of the session."`
	Epoch string `json:"epoch" doc:"Names the world on its stream."`
}

// SetHeader tells the seed.
func (c created) SetHeader(h http.Header) { session.SetSeed(h, c.Seed) }

// described is a session as a list shows it.
type described struct {
	Name string `json:"name" example:"test-1"`
	Addresses
	Scenario    string `json:"scenario" example:"demo"`
	Seed        uint64 `json:"seed"`
	Now         string `json:"now" format:"date-time" doc:"The time of its world."`
	Subscribers int    `json:"subscribers" minimum:"0"`
	Idle        string `json:"idle" example:"10m0s" doc:"How long it stays unused; 0s is for good."`
	IdleSince   string `json:"idle_since,omitempty" format:"date-time" doc:"Wall time. Missing while it is in use."`
	GoesAt      string `json:"goes_at,omitempty" format:"date-time" doc:"Wall time. Missing if it stays."`
}

// sessions is the answer to GET /mock/sessions.
type sessions struct {
	Sessions []described `json:"sessions"`
}

// book holds the handlers.
type book struct{ *session.Book }

// list answers with all sessions.
func (b book) list(ctx context.Context, _ *struct{}) (sessions, error) {
	states := b.List()
	if err := turn.Take(ctx, int64(len(states))*bytesPerSession); err != nil {
		return sessions{}, err
	}
	out := sessions{Sessions: []described{}}
	for _, s := range states {
		out.Sessions = append(out.Sessions, describeSession(ctx, s))
	}
	return out, nil
}

// describeSession returns a session as a list shows it.
func describeSession(ctx context.Context, s session.State) described {
	w, now := s.Hub.Now()
	d := described{
		Name: s.Name, Scenario: w.Scenario().Name, Seed: w.Seed(), Now: model.Stamp(now),
		Subscribers: s.Subscribers, Idle: s.Idle.String(), Addresses: addressesOf(ctx, s.Name),
	}
	if !s.Used.IsZero() {
		d.IdleSince = model.Stamp(s.Used)
		if s.Idle > 0 {
			d.GoesAt = model.Stamp(s.Used.Add(s.Idle))
		}
	}
	return d
}

// create makes a session.
func (b book) create(ctx context.Context, body *answer.Body) (created, error) {
	wish, err := readWish(body, b.Defaults())
	if err != nil {
		return created{}, err
	}
	turn.Yield(ctx) // The book has a queue of its own.
	s, err := b.Create(ctx, wish)
	if err != nil {
		return created{}, err
	}
	w, _ := s.Hub.Now()
	return created{
		Name: s.Name, Addresses: addressesOf(ctx, s.Name), Seed: w.Seed(), Epoch: s.Hub.Epoch(),
	}, nil
}

// ended is the input of DELETE /mock/sessions/{name}.
type ended struct {
	Name string `path:"name" kind:"session" example:"test-1"`
}

// delete ends a session and answers with what it was.
func (b book) delete(ctx context.Context, e *ended) (described, error) {
	if !model.ValidSession(e.Name) {
		return described{}, session.BadName(e.Name, "path", "name")
	}
	s, err := b.Delete(e.Name)
	if err != nil {
		return described{}, err
	}
	return describeSession(ctx, s), nil
}

func sessionSchema() *huma.Schema {
	text := func(about string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: about} }
	return &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{
		"name": {
			Type: huma.TypeString, Pattern: model.SessionPattern, Description: "The first free session-N if left out.",
		},
		"scenario": {
			Description: "The name of one that GET /mock/scenarios lists, or {\"yaml\": …} with the text of a file. " +
				"That of the command line if left out.",
			OneOf: []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeObject, Properties: map[string]*huma.Schema{
				"name": {Type: huma.TypeString}, "yaml": {Type: huma.TypeString},
				"file": {Type: huma.TypeString, Description: aboutFile},
			}}},
		},
		"seed":   {Type: huma.TypeInteger, Minimum: new(0.0), Description: "A random one if left out."},
		"start":  text("World time of tick 0, as everywhere; now if left out."),
		"speed":  {Type: huma.TypeNumber, Minimum: new(0.0), Description: "World seconds a second; 0 begins paused."},
		"tick":   text("Time between two ticks, such as 500ms."),
		"strict": {Type: huma.TypeBoolean, Description: "Answer 404 to ids that the scenario does not hold."},
		"idle":   text("How long it stays unused, 1s to 24h, 10m if left out; 0 is for good."),
	}}
}
