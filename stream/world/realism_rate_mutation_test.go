package world_test

import (
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// TestRateMutations changes how often and how long things go wrong in the realistic scenario, and checks that the
// criterion which should notice turns red.
func TestRateMutations(t *testing.T) {
	for _, tc := range []struct {
		name, criterion string
		change          func(s *model.Scenario)
	}{
		{"a quarter more losses", "node failures per 1,000 node-days", func(s *model.Scenario) { s.Incidents.Rate *= 1.25 }},
		{"DEAD at once", "DEAD after the last contact, least, s", func(s *model.Scenario) {
			s.Incidents.Unknown, s.Incidents.DeadMin = time.Second, 2*time.Second
		}},
		{"DEAD after minutes", "DEAD after the last contact, most, s", func(s *model.Scenario) {
			s.Incidents.DeadMax = 2 * time.Minute
		}},
		{"repairs that do not know the cause", "repair median, hardware over software", sameRepairs},
		{"repairs that take all the same", "repair of hardware, sd of ln", sameRepairs},
		{"half the stragglers", "jobs at least 1.1 x slower, share", func(s *model.Scenario) { s.Stragglers.Share /= 2 }},
		{"stragglers that cost twice as much", "GPU time lost to stragglers, share", func(s *model.Scenario) {
			s.Stragglers.FactorMin, s.Stragglers.FactorMax = 1.3, 2
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, err := scenario.Load("realistic")
			if err != nil {
				t.Fatal(err)
			}
			tc.change(&s)
			if value, ok := holds(t, s, tc.criterion); ok {
				t.Errorf("%s is %v, which passes", tc.criterion, value)
			}
		})
	}
}

// sameRepairs lets every repair take about a day.
func sameRepairs(s *model.Scenario) { s.Incidents.RepairMin = s.Incidents.RepairMax * 3 / 4 }
