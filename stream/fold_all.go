package stream

import (
	"context"
	"errors"
	"reflect"

	"trainmock/stream/journal"
)

// entriesUpTo returns the entries of a journal up to one.
func entriesUpTo(ctx context.Context, j journal.Journal, last uint64) ([]journal.Entry, error) {
	list := make([]journal.Entry, 0, last)
	for e, err := range j.Follow(ctx, 0) {
		if err != nil {
			return nil, err
		}
		if list = append(list, e); e.Seq == last {
			return list, nil
		}
	}
	return nil, errors.New("stream: the journal ends before its last entry")
}

// foldAll returns the fold over numbered entries, and the entries as they are logged. Errors are those of ctx and of
// type *journal.Fault.
func foldAll(ctx context.Context, entries []journal.Entry) (*fold, []journal.Entry, error) {
	f, logged, err := (&fold{trusting: true}).addAll(ctx, entries)
	if err == nil || ctx.Err() != nil {
		return f, logged, err
	}
	// One by one, the commands may fit each other, and an error names the entry.
	return (&fold{}).addAll(ctx, entries)
}

// addAll takes all entries.
func (f *fold) addAll(ctx context.Context, entries []journal.Entry) (*fold, []journal.Entry, error) {
	logged := make([]journal.Entry, 0, len(entries)+1)
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		e, err := f.add(e)
		if err != nil {
			return nil, nil, err
		}
		logged = append(logged, e)
	}
	return f, logged, f.carryOut()
}

// errUnfit reports that trusted commands are not as they would be logged.
var errUnfit = errors.New("commands do not fit each other")

// carryOut carries out the commands of a fold that trusts them.
func (f *fold) carryOut() error {
	if !f.trusting || f.origin == nil {
		return nil
	}
	given := f.history.commands()
	w, logged, err := f.origin.Merge(nil, given)
	if err != nil || !reflect.DeepEqual(given, logged) {
		return errUnfit
	}
	f.world = w
	f.history.chain(0)
	return nil
}
