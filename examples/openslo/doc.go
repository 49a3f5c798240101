// Package openslo carries level targets to and from OpenSLO v1 documents.
//
// [Import] reads the SLO objects of a YAML file: every objective becomes a
// [Promise], a target with the service that it is about and the card of its
// measure. [Export] writes one document for a promise.
//
// # What is carried
//
//	OpenSLO                           target
//	metadata.name                     ID
//	spec.service                      service
//	target, targetPercent             share, exactly: at most nine decimals
//	timeWindow, rolling, in days      cycle of so many days
//	timeWindow, calendar, 1M 1Q 1Y    civil month, quarter, year of the zone
//	budgetingMethod Timeslices        availability
//	budgetingMethod Occurrences       a measure of its own, named after the indicator
//	op lte with a value in seconds    open time; in documents written here only
//
// # What is not
//
// Nothing is dropped in silence. Whatever a document says and a target cannot, from
// queries to alert policies, is listed in [Promise.Left], with its path and the
// reason. What would change the promise itself is not guessed: a window that is no
// cycle leaves the cycle out, and says so.
//
// What a target says and OpenSLO cannot, a calendar of working hours for example,
// goes into annotations, which other tools ignore: [Export] lists it as well. Read
// back, it is there again.
package openslo
