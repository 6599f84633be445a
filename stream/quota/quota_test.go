package quota_test

import (
	"math"
	"testing"

	"trainmock/stream/quota"
)

// TestQuota has two accounts use a quota up: what one gives back, the other may use.
func TestQuota(t *testing.T) {
	q := quota.New(10)
	a, b := q.Open(), q.Open()
	var none *quota.Account
	for i, tc := range []struct {
		account *quota.Account
		amount  int64
		ok      bool
		left    int64
	}{
		{a, 6, true, 4}, {b, 5, false, 4}, {b, 4, true, 0}, {a, 1, false, 0}, {a, -2, true, 2}, {b, 2, true, 0},
		{none, math.MaxInt64, true, math.MaxInt64},
	} {
		if ok := tc.account.Add(tc.amount); ok != tc.ok || tc.account.Left() != tc.left {
			t.Errorf("%d: got %t and %d left, want %t and %d", i, ok, tc.account.Left(), tc.ok, tc.left)
		}
	}
	b.Close()
	b.Close()
	none.Close()
	if ok := b.Add(100); !ok || a.Left() != 6 {
		t.Errorf("a closed account got %t, and %d are left, want true and 6", ok, a.Left())
	}
}
