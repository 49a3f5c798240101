package risk

import "time"

// reviewDue is when the risk is to be looked at next: what was said at the last
// review, or earlier if the criteria want one sooner. Zero if neither says.
func reviewDue(k *Risk, y Yardstick) time.Time {
	last := k.last(func(a *Act) bool { return a.Review != nil })
	if last == nil {
		return time.Time{}
	}
	due := last.Review.Next
	for _, l := range y.Limits {
		if l.ReviewDays > 0 {
			due = earliest(due, last.At.AddDate(0, 0, l.ReviewDays))
		}
	}
	return due
}

func (v *Subject) reviewDue() time.Time { return reviewDue(v.risk, v.yardstick()) }
