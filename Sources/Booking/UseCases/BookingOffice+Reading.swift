package import Accounts
package import Events

extension BookingOffice {
    /// The bookings that `principal` may list, with how much of each may be shown.
    package func bookings(
        _ filter: BookingFilter, for principal: Principal, _ page: PageRequest
    ) async throws(BookingError) -> Page<BookingListItem> {
        let scope = BookingScope(principal)
        let page = try await queries.bookings(filter, in: scope, page)
        return Page(
            items: page.items.map { detail in
                BookingListItem(
                    detail: detail,
                    shown: scope.contains(detail.booking) ? .full : .redacted)
            }, next: page.next)
    }

    /// A booking; one that `principal` may not see is not found.
    package func booking(
        _ key: BookingKey, for principal: Principal
    ) async throws(BookingError) -> BookingDetail {
        guard let detail = try await queries.booking(key),
            BookingScope(principal).contains(detail.booking)
        else { throw .bookingNotFound }
        return detail
    }

    /// A payment; one for a booking that `principal` may not see is not found.
    package func payment(
        _ id: UniqueID, for principal: Principal
    ) async throws(BookingError) -> Payment {
        guard let (payment, booking) = try await queries.payment(id),
            BookingScope(principal).contains(booking)
        else { throw .paymentNotFound }
        return payment
    }
}

/// A booking in a list.
package struct BookingListItem: Hashable, Sendable {
    /// The booking.
    package let detail: BookingDetail
    /// How much of it the caller may see.
    package let shown: BookingView.Detail
}
