package sla_test

import (
	"testing"

	"github.com/serviceowner/itsm/internal/laws"
	"github.com/serviceowner/itsm/sla"
)

var lawful = []func(texts ...string) error{
	func(texts ...string) error { return laws.CheckText[sla.Date](sla.ParseDate, texts...) },
	func(texts ...string) error { return laws.CheckText[sla.Window](sla.ParseWindow, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.Phase](phaseNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.Cover](coverNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.Bearing](bearingNames, texts...) },
	func(texts ...string) error { return laws.CheckText[sla.Month](sla.ParseMonth, texts...) },
	func(texts ...string) error {
		return laws.CheckText[sla.MeasurementKey](sla.ParseMeasurementKey, texts...)
	},
	func(texts ...string) error { return laws.CheckText[sla.BreachID](sla.ParseBreachID, texts...) },
	func(texts ...string) error { return laws.CheckText[sla.MeetingID](sla.ParseMeetingID, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.Verdict](verdictNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.BreachStatus](breachStatusNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.BreachCommand](breachCommandNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.MeetingKind](meetingKindNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.MeetingStatus](meetingStatusNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.MeetingCommand](meetingCommandNames, texts...) },
	func(texts ...string) error {
		return laws.CheckNames[sla.MeasurementStep](measurementStepNames, texts...)
	},
	func(texts ...string) error { return laws.CheckText[sla.Cycle](sla.ParseCycle, texts...) },
	func(texts ...string) error {
		return laws.CheckIdentifier[sla.AgreementID](sla.ParseAgreementID, texts...)
	},
	func(texts ...string) error { return laws.CheckIdentifier[sla.TargetID](sla.ParseTargetID, texts...) },
	func(texts ...string) error { return laws.CheckIdentifier[sla.Measure](sla.ParseMeasure, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.Kind](kindNames, texts...) },
	func(texts ...string) error {
		return laws.CheckNames[sla.AgreementStatus](agreementStatusNames, texts...)
	},
	func(texts ...string) error {
		return laws.CheckNames[sla.AgreementCommand](agreementCommandNames, texts...)
	},
	func(texts ...string) error { return laws.CheckNames[sla.Side](sideNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.Direction](directionNames, texts...) },
	func(texts ...string) error { return laws.CheckNames[sla.Gap](gapNames, texts...) },
}

var (
	kindNames             = []string{"SLA", "OLA", "UC"}
	agreementStatusNames  = []string{"draft", "negotiating", "agreed", "active", "expired", "terminated"}
	agreementCommandNames = []string{
		"adopted", "drafted", "requirements stated", "targets set", "negotiated", "assessed", "capability improved", "target lowered",
		"shortfall accepted", "resources committed", "signed", "countersigned", "activated", "revised", "revision withdrawn", "withdrawn", "notice given",
	}
	sideNames      = []string{"provider", "counterparty"}
	directionNames = []string{"at least", "at most"}
	gapNames       = []string{"unknown", "level", "cases", "holds", "form", "hours", "cycle"}
)

var (
	verdictNames         = []string{"met", "missed", "pending", "no data"}
	breachStatusNames    = []string{"noticed", "explained", "correcting", "closed"}
	breachCommandNames   = []string{"noticed", "cause found", "action planned", "action done", "closed", "reopened", "taken over"}
	meetingKindNames     = []string{"external", "internal"}
	meetingStatusNames   = []string{"planned", "held", "cancelled"}
	meetingCommandNames  = []string{"called", "moved", "called off", "held", "followed up"}
	measurementStepNames = []string{"recorded", "restated", "imported", "drop explained"}
)

// The names are repeated on purpose: callers store them.
var (
	phaseNames   = []string{"running", "closed", "on hold", "stopped"}
	coverNames   = []string{"uncovered", "inactive", "in force"}
	bearingNames = []string{"carried", "too weak", "unknown"}
)

var lawTexts = []string{
	"2026-12-25", "--12-25", "--02-29", "2024-02-29", "2023-02-29", "0000-01-01", "--00-01", "2026-1-1", "2026-12-2x", "9999-12-31", "0001-01-01", "--13-01", "2026/12/25",
	"09:00-17:00", "22:00-06:00", "00:00-24:00", "24:00-06:00", "09:00-09:00", "00:00-00:00", "22:00-00:00", "08:30:15-09:00", "08:30:00-09:00",
	"9:00-17:00", "09:00-25:00", "09:60-10:00", "09:00", "-", "09:00-17:00-18:00", "+9:00-17:00", "24:00-24:00", "09:00-24:01", "00:00:01-00:00",
	"on hold", "On hold", "unset", "in force", "too weak",
	"2026-06", "2026-13", "0000-01", "9999-12", "2026-6", "2026-06/mail", "2026-06/", "2026-06/a/b", "2026-06/ ", "2026-00/mail",
	"month UTC", "quarter Europe/Berlin", "year UTC", "28 days UTC", "028 days UTC", "0 days UTC", "3661 days UTC", "28 days ", "month", "month ", "month Local", "28 days", "days UTC", " days UTC", "-1 days UTC", "month  UTC",
	"SLA", "sla", "active", "at least", "provider", "signed", "hours", "mail-sla", " mail", "mail\x00",
}

func TestLaws(t *testing.T) {
	for _, check := range lawful {
		if err := check(lawTexts...); err != nil {
			t.Error(err)
		}
	}
	for _, err := range []error{
		laws.CheckEnum[sla.Phase](phaseNames...), laws.CheckEnum[sla.Cover](coverNames...), laws.CheckEnum[sla.Bearing](bearingNames...),
		laws.CheckEnum[sla.Verdict](verdictNames...),
		laws.CheckEnum[sla.BreachStatus](breachStatusNames...), laws.CheckEnum[sla.BreachCommand](breachCommandNames...),
		laws.CheckEnum[sla.MeetingKind](meetingKindNames...), laws.CheckEnum[sla.MeetingStatus](meetingStatusNames...),
		laws.CheckEnum[sla.MeetingCommand](meetingCommandNames...), laws.CheckEnum[sla.MeasurementStep](measurementStepNames...),
		laws.CheckEnum[sla.Kind](kindNames...),
		laws.CheckEnum[sla.AgreementStatus](agreementStatusNames...), laws.CheckEnum[sla.AgreementCommand](agreementCommandNames...),
		laws.CheckEnum[sla.Side](sideNames...), laws.CheckEnum[sla.Direction](directionNames...), laws.CheckEnum[sla.Gap](gapNames...),
	} {
		if err != nil {
			t.Error(err)
		}
	}
}

// FuzzLaws holds every text form to its laws.
func FuzzLaws(f *testing.F) {
	for i, s := range lawTexts {
		f.Add(s, lawTexts[(i+1)%len(lawTexts)])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, check := range lawful {
			if err := check(a, b); err != nil {
				t.Error(err)
			}
		}
	})
}
