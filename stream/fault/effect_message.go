package fault

import (
	"trainmock/stream/deliver"
	"trainmock/stream/model"
)

// drop leaves a message out.
func drop(_ *Line, _ *Rule, _ *message, f *fate) bool {
	f.times = 0
	return true
}

// duplicate sends a message more than once.
func duplicate(_ *Line, r *Rule, _ *message, f *fate) bool {
	f.times = min(f.times*r.Kind.(model.Duplicate).Total(), maxCopies)
	return true
}

// maxCopies limits what several faults make of a message together.
const maxCopies = 100

// empty leaves out the content of a message.
func empty(_ *Line, _ *Rule, _ *message, f *fate) bool {
	f.text, f.changed = nil, true
	return true
}

// malformed makes a message that is no JSON.
func malformed(_ *Line, _ *Rule, _ *message, f *fate) bool {
	f.text, f.changed = Malform(f.text), true
	return true
}

// truncate cuts the text of a message, or its frame and with that the connection.
func truncate(l *Line, r *Rule, m *message, f *fate) bool {
	k := r.Kind.(model.Truncate)
	if k.Frame {
		f.last = &output{Piece: deliver.Last(m.Bytes[:k.Left(len(m.Bytes))])}
		return true
	}
	f.text, f.changed = f.text[:k.Left(len(f.text))], true
	return true
}
