// Package sla is about what was promised and whether it held.
//
// # The nouns
//
//   - A [Calendar] says when a service is open. It is compiled from a
//     [Definition]: a zone, the [Window] values of a [Week], [Holiday] and
//     [SpecialDay] dates. A [Date] belongs to no zone, a [Clock] is what hangs on
//     the wall.
//   - A [Target] is how much time there is: open time, or working days.
//   - A [Timer] measures one piece of work against a target: start, holds, stop,
//     re-open, and everything it was ever measured against.
//   - An [Agreement] is what was promised to whom: an SLA, an OLA or a contract,
//     with every version of its [Terms] and every act that led to it. Terms hold
//     [LevelRequirement] and [LevelTarget] values: a [Measure], an [Objective] in
//     exact [Share] values, times or amounts, and the [Cycle] over which it is
//     judged.
//   - A [Capability] is what a service can keep; what it falls short of is
//     [Judged].
//   - A [Book] is a snapshot of all of this over a register, made for asking; a
//     [Store] keeps the records, and [Memory] is one.
//   - [Measurements] are what was seen of a service in a month, as [Figures]; an
//     [Attainment] is one promise and what became of it in one [Cycle].
//   - A [Breach] is a promise that was broken and what is done about it, a [Meeting]
//     a review of every promise that was in force.
//   - An [Underpinning] holds what a service promises against what is promised to
//     it; a [Composition] is the arithmetic behind it, and a [Chance] its result.
//
// # The smallest program
//
//	cal, err := sla.NewCalendar(sla.Definition{
//		Zone: "Europe/Berlin",
//		Week: sla.Weekdays(sla.Window{From: 9 * sla.Hour, Until: 17 * sla.Hour}),
//	}, time.LoadLocation)
//	due, err := cal.Due(start, 4*time.Hour)
//
// # When is it due, and how long did it take?
//
// [Calendar.Due] and [Calendar.DueBack] count open time forwards and backwards,
// [Calendar.DueDays] and [Calendar.DueEndOfDay] count working days,
// [Calendar.Elapsed] says how much open time an interval holds. [Calendar.Open],
// [Calendar.NextOpening], [Calendar.WindowsOn] and [Calendar.Windows] show the
// hours themselves.
//
// # How does an agreement come about?
//
// [Agreement.Draft], [Agreement.StateRequirements], [Agreement.SetTargets] and
// [Agreement.Negotiate] put terms on the table, [Agreement.Assess] holds them
// against capability, [Agreement.Commit] is the owner's commitment of resources,
// [Agreement.Sign] is for each side, [Agreement.Activate] puts them into force,
// [Agreement.Revise] begins the next version, and [Agreement.Withdraw] and
// [Agreement.GiveNotice] end it. Each asks an [ownership.Authority] by itself, over
// the scope of the agreement, which is declared as an area within a service or an
// organisation, or over the service; [AgreementDiagram] draws the status table.
// [Adopt] takes over what another catalogue claims, unjudged. [Agreement.InForce],
// [Agreement.During] and [Agreement.Status] say what held when.
//
// # Can we promise that, and what holds us back?
//
// [Feasibility] holds every target against what the services can keep: level,
// times, holds and hours. What falls short is settled before anybody signs: the
// capability is raised ([Agreement.Improve]), the customer lowers the target
// ([Agreement.LowerTarget]), or the shortfall is accepted by the owner until a date
// ([Agreement.AcceptShortfall]).
//
// [Book.Underpinning] says whether everything that a service depends on is under an
// OLA or a contract, whether these together carry what the service promises, in
// availability, times, hours and holds, and names the weakest chain with its
// numbers. [Compose] answers for availability alone, with figures from anywhere. A
// figure is that of a service by itself: what it depends on counts besides, and
// counts once. Services are assumed to fail independently of each other.
//
// # Did we keep the promise?
//
// [Book.Attained] answers for every promise in force in a period, [Book.SoFar] for the
// cycles that run, [Book.Ended] for the last that ended. A [Verdict] compares whole
// numbers, so that no rounding decides. A gap in watching counts for neither side: a
// promise of time was met if it was even with everything unwatched down, and missed if
// it was even with all of it up; otherwise there is no data. Of 720 hours at 99%, 7.2
// may be unwatched. Nobody knows how many cases a gap hides, so that a promise about
// cases has no verdict with one. Planned maintenance is no agreed service time, and an
// outage during it none. A case counts in the cycle in which it was opened.
//
// [Attainment.Budget] says what may still go wrong, [Book.Burning] whether it does so
// too fast over two windows, [Book.Projected] where it will end. [Calendar.Uptime]
// measures a plain log, without any record.
//
// # What is wrong with it all, and what do we tell the customer?
//
// [Book.Review] evaluates the rule table, which [Rules] lists; [RuleRows] and
// [Book.Show] lend it to packages above. [Meeting.Hold] writes down what a meeting has
// to look at, [Book.NextMeeting] says when the next is due, and [Book.ServiceReport]
// writes all of it as Markdown.
//
// # What the words mean
//
// These hold in every question. Each has an example of what would be wrong.
//
// Windows are half-open. From 09:00 to 17:00 the first open instant is 09:00, and
// 17:00 is closed. Otherwise 09:00-12:00 and 12:00-17:00 would share an instant.
//
// Due exactly at closing stays at closing. Eight hours from Friday 09:00 are up on
// Friday 17:00, not on Monday 09:00, though no open time lies between: who is
// done on Saturday is late. Backwards, it stays at the opening.
//
// A target of zero is due at the start if that is open, otherwise at the next
// opening: on Friday 17:00, closed already, it is due on Monday 09:00. It is not
// due at once, when nobody is there.
//
// An interval or a hold that ends before it begins is an error. It is not
// negative time, nor is it turned round.
//
// Elapsed time is absolute. A window from 00:00 to 06:00 has five hours in the
// night when clocks go forward and seven in the one when they go back. What wall
// clocks show at its ends differs by six in both, and is not asked.
//
// A wall-clock time that a jump skips moves forward by the length of the jump:
// where the clocks go from 02:00 to 03:00, a window from 02:30 opens at 03:30,
// and one from 02:00 to 03:00 is empty that night. It does not open at 02:30 of
// another offset, which would be 01:30. A wall-clock time that comes twice is the
// first of the two: a window that closes at 02:30 closes once, and does not open
// again when 02:00 comes round again; one that opens at 02:30 is open through the
// whole of the repeated hour.
//
// A date that the wall never showed has no windows. Samoa went from 29 to 31
// December 2011: the Friday between is no working day, and its windows do not move
// to the Saturday. A window that began the evening before ends on Saturday at the
// time it would have ended, as long as it always is.
//
// A window belongs to the date on which it begins, also beyond midnight. So a
// Friday's 22:00-06:00 makes Saturday no working day, and there is none of it on
// Saturday night.
//
// A holiday or special day rules the whole of its local date. Nothing is open on
// it but what it says; a window that reaches in from the day before ends at
// midnight. With 22:00-06:00 every day and a holiday on the 25th, it is open until
// 24:00 on the 24th and again from 22:00 on the 26th: nothing began on the 25th
// that could last into the 26th. The date of one year outranks the same date of
// every year, and "--02-29" is a holiday in leap years only.
//
// Windows that overlap or touch count once. Two on one weekday that overlap are
// refused, as a likely mistake.
//
// Holds are half-open and measured in the target's calendar. On hold from 16:00 to
// 10:00 with hours from 09:00 to 17:00 costs two hours, not eighteen. Holds that
// overlap count once; one that has no end has none: nothing is due while it lasts.
// A target says whether it honours holds; see [Target].
//
// Day targets are working days at the same wall-clock time. Three days from
// Thursday 12:00 are up on Tuesday 12:00, also when the clocks changed on Sunday:
// they are not three times 24 hours, nor three times the hours of a working day.
// Who wants the latter says so and says how long a day is ([Target.DayOf]).
// A start outside all windows on a closed day first rolls forward to the next
// opening. See [Calendar.DueDays] for the rest.
//
// Nothing is rounded. Instants and targets count to the nanosecond, also where
// [ownership.Period] by itself tells microseconds apart only.
//
// No unit has a length that was not given. There are no months but the civil
// ones of a [Cycle], because one month is not as long as another: a target of a
// month is a number of days that somebody agreed on, and so is a period of notice.
//
// # How do I keep it?
//
// Each record is a value under a key, in a [Store] of its type. [NewBook] and the
// With methods of a [Book] make the snapshot; slatest holds stores to the contract.
//
//	record         key              grows with
//	Agreement      AgreementID      its acts: each adds one, and each change of the
//	                                terms adds a version; nothing is ever removed
//	Measurements   MeasurementKey   the figures of one service in one month, and its
//	                                acts; only Restate takes figures away
//	Breach         BreachID         causes, actions and acts
//	Meeting        MeetingID        actions and acts; its rows are written once
//
// # Time
//
// Nothing here reads a clock or the zone database. Instants may be given in any
// zone and are returned in UTC. A definition names its zone, and the caller's
// function finds it; the local zone of a machine is refused. Instants outside the
// years 1 to 9999 are refused, and so is the zero time, which is what a forgotten
// one looks like.
//
// A calendar is compiled for a [Horizon], the years 1970 to 2099 unless the
// definition says otherwise. Within it a question costs a look-up, whatever it
// spans; outside it the same code first compiles the years that it meets, which
// is some hundred times slower for each of them, with the same answer.
//
// # Errors
//
// They are [ownership.Error] values: over [ownership.ErrInvalid] for malformed
// input, [ownership.ErrRefused] for a command that a timer or record does not take as
// things stand, with everything that stands in the way ([Refusals] lists the codes that
// [Rules] does not), and [ErrNever] where the instant asked for does not come.
package sla
