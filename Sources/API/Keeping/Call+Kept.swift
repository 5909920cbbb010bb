import Booking
import Wire

extension Call {
    /// A kept answer, or what `read` finds; throws `flightNotFound` when it finds nothing.
    ///
    /// Who says `Cache-Control: no-cache` is answered from the database (RFC 9111 5.2.1.4).
    func kept(
        _ key: KeptAnswer.Key,
        _ read: (BookingOffice, _ last: KeptAnswer?) async throws(BookingError) -> KeptAnswer?
    ) async throws(APIError) -> KeptAnswer {
        let answer: KeptAnswer?
        do throws(BookingError) {
            if request.fields.contains("no-cache", in: "Cache-Control") {
                answer = try await read(services.office, nil)
            } else {
                answer = try await services.kept.answer(key, at: services.uptime()) {
                    last throws(BookingError) in
                    try await read(services.office, last)
                }
            }
        } catch {
            throw .booking(error)
        }
        guard let answer else { throw .booking(.flightNotFound) }
        return answer
    }
}
