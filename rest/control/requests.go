package control

import (
	"context"
	"fmt"
	"strconv"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/requests"
	"trainmock/stream/turn"
)

const (
	// usualLimit is how many requests an answer has by default.
	usualLimit = 100
	// bytesPerRequest is about what a request takes in an answer, in memory and as JSON.
	bytesPerRequest = 1 << 10
)

// requestList is the answer to GET /mock/requests.
type requestList struct {
	Requests []model.Request `json:"requests"`
}

// limited is the input of the routes about requests.
type limited struct {
	Limit string `query:"limit" kind:"count" example:"20"`
}

// Describe describes the parameter.
func (limited) Describe() map[string]string {
	return map[string]string{"limit": "How many at most, 1 to 1000; 100 by default. Such as 20."}
}

// listRequests answers with the last requests.
func listRequests(ctx context.Context, l *limited) (requestList, error) {
	limit, err := parseLimit(l.Limit, 1, usualLimit)
	if err != nil {
		return requestList{}, err
	}
	if err := turn.Take(ctx, int64(limit)*bytesPerRequest); err != nil {
		return requestList{}, err
	}
	return requestList{sourceOf(ctx).Requests().Last(limit)}, nil
}

// parseLimit reads a limit of at least least. An empty text stands for usual.
func parseLimit(text string, least, usual int) (int, error) {
	if text == "" {
		return usual, nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < least || limit > requests.MaxEntries {
		return 0, refuse.Invalid("limit", "number.range", fmt.Sprintf(
			"%s is not a number from %d to %d: use, for example, limit=20", model.Quote(text), least, requests.MaxEntries))
	}
	return limit, nil
}

// cleared is the answer to DELETE /mock/requests.
type cleared struct {
	Deleted int `json:"deleted" minimum:"0" doc:"How many requests the log had."`
}

// clearRequests empties the log.
func clearRequests(ctx context.Context, _ *struct{}) (cleared, error) {
	return cleared{sourceOf(ctx).Requests().Clear()}, nil
}
