package ownership

import (
	"encoding/json"
	"testing"
)

// Whatever is read as a part or a report ends in an error or in something that
// can be finished, written and read again.
func FuzzReviewJSON(f *testing.F) {
	r := brokenFixture(f).register(f)
	f.Add([]byte(mustJSON(f, r.Review(fixtureAt, Selection{Codes: []Code{"owner.contested", "dependency.cycle"}}))))
	f.Add([]byte(mustJSON(f, r.ReviewPart(fixtureAt, r.Subjects(fixtureAt), "owner.contested", "dependency.cycle", "role.nobody", "owner.overloaded"))))
	f.Add([]byte(`{"format":"itsm-report/1","rules":[{},{}],"findings":[{}],"read":{"service":["a","a"]}}`))
	f.Add([]byte(`{"codes":["dependency.cycle"],"folds":{"dependency.cycle":null},"read":{"service":[]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var report Report
		if json.Unmarshal(data, &report) == nil {
			text := mustJSON(t, report)
			var again Report
			if err := json.Unmarshal([]byte(text), &again); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			if text != mustJSON(t, again) {
				t.Fatalf("%s is not %s", mustJSON(t, again), text)
			}
			for f := range report.All() {
				_ = f.String() + f.Remedy()
			}
		}
		var part Part
		if json.Unmarshal(data, &part) == nil {
			_, _ = r.FinishReview(part.at, part)
		}
	})
}
