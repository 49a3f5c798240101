package sla_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// officeHours is a calendar as it may be kept in a file.
const officeHours = `{
	"name": "office",
	"zone": "Europe/Berlin",
	"week": {
		"monday": ["09:00-17:00"],
		"tuesday": ["09:00-17:00"],
		"wednesday": ["09:00-17:00"],
		"thursday": ["09:00-17:00"],
		"friday": ["09:00-15:00"]
	},
	"holidays": [{"date": "--12-25", "name": "Christmas"}],
	"special": [{"date": "2026-12-24", "windows": ["09:00-12:00"]}]
}`

func exampleCalendar() *sla.Calendar {
	var def sla.Definition
	if err := json.Unmarshal([]byte(officeHours), &def); err != nil {
		panic(err)
	}
	cal, err := sla.NewCalendar(def, time.LoadLocation)
	if err != nil {
		panic(err)
	}
	return cal
}

// When is it due?
func Example_whenIsItDue() {
	cal := exampleCalendar()
	// The afternoon before Christmas Eve, which closes at noon; Christmas is a
	// Friday.
	start := time.Date(2026, 12, 23, 15, 0, 0, 0, cal.Location())

	for _, target := range []sla.Target{
		{Time: 4 * time.Hour},
		{Time: 8 * time.Hour},
		{Days: 2},
		{Days: 2, EndOfDay: true},
	} {
		due, err := cal.DueUnder(target, start)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(due.In(cal.Location()).Format("Mon 2 Jan 15:04"))
	}
	// Output:
	// Thu 24 Dec 11:00
	// Mon 28 Dec 12:00
	// Mon 28 Dec 15:00
	// Mon 28 Dec 17:00
}

// Pause on hold: the clock stands still while the customer is asked.
func ExampleTimer() {
	cal := exampleCalendar()
	clock := func(day, hour int) time.Time { return time.Date(2026, 6, day, hour, 0, 0, 0, cal.Location()) }
	show := func(timer sla.Timer) {
		due, err := timer.Due()
		if err != nil {
			fmt.Println("no due instant:", err)
			return
		}
		fmt.Println("due", due.In(cal.Location()).Format("Mon 15:04"))
	}

	timer, err := sla.Start(clock(1, 10), cal, sla.Target{Time: 8 * time.Hour})
	if err != nil {
		panic(err)
	}
	show(timer)

	// From Monday 15:00 to Tuesday 11:00: four hours of the calendar.
	timer, _ = timer.Hold(clock(1, 15), ownership.Period{From: clock(1, 15)})
	show(timer)
	timer, _ = timer.Resume(clock(2, 11))
	show(timer)

	half, _ := timer.Threshold(75)
	fmt.Println("75 % at", half.In(cal.Location()).Format("Mon 15:04"))
	left, _ := timer.Remaining(clock(2, 13))
	fmt.Println("left on Tuesday 13:00:", left)

	// Somebody raises the priority, and takes it back: too late.
	timer, _ = timer.Replan(clock(2, 13), cal, sla.Target{Time: 4 * time.Hour})
	timer, _ = timer.Replan(clock(2, 14), cal, sla.Target{Time: 8 * time.Hour})
	show(timer)
	for _, b := range timer.Breaches(clock(2, 14)) {
		fmt.Printf("plan %d was due %s, a breach since %s\n", b.Plan, b.Due.In(cal.Location()).Format("Mon 15:04"), b.Since.In(cal.Location()).Format("Mon 15:04"))
	}
	// Output:
	// due Tue 10:00
	// no due instant: threshold calendar:office: never: not enough open time, or a hold or stop without an end
	// due Tue 14:00
	// 75 % at Tue 12:00
	// left on Tuesday 13:00: 1h0m0s
	// due Tue 14:00
	// plan 1 was due Mon 14:00, a breach since Tue 13:00
}

// All defects of a calendar are reported at once.
func ExampleNewCalendar() {
	_, err := sla.NewCalendar(sla.Definition{
		Zone:     "Local",
		Week:     sla.Weekdays(sla.Window{From: 9 * sla.Hour, Until: 9 * sla.Hour}),
		Holidays: []sla.Holiday{{Date: sla.Date{Year: 2026, Month: time.February, Day: 30}}},
	}, time.LoadLocation)
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		fmt.Println(e.(*ownership.Error).Path)
	}
	// Output:
	// zone
	// week.monday[0]
	// week.tuesday[0]
	// week.wednesday[0]
	// week.thursday[0]
	// week.friday[0]
	// holidays[0].date
}

func ExampleCalendar_Elapsed() {
	cal, err := sla.NewCalendar(sla.Definition{Zone: "Europe/Berlin", Week: sla.AlwaysOpen()}, time.LoadLocation)
	if err != nil {
		panic(err)
	}
	// The Sunday on which clocks go back is an hour longer.
	sunday := time.Date(2026, 10, 25, 0, 0, 0, 0, cal.Location())
	open, err := cal.Elapsed(sunday, sunday.AddDate(0, 0, 1))
	fmt.Println(open, err)
	// Output: 25h0m0s <nil>
}
