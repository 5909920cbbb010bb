import Net

extension BookingRush {
    /// A seat that an agent has, and what it is called in the ledger.
    private struct Purchase {
        let seat: FreeSeat
        let lock: String
        let sale: Int
    }

    /// One agent's way: lock, book, pay, and sometimes cancel.
    func journey(_ number: Int, from start: MonotonicTime, for seat: FreeSeat) async {
        defer { inFlight -= 1 }
        let api = api(crew.agents[number % crew.agents.count])
        let cancels = picker.isChosen(plan.cancelled)
        let pays = !cancels || !picker.isChosen(0.25)
        do throws(APIFailure) {
            guard let purchase = try await obtain(seat, api, from: start) else {
                return counts.givenUp += 1
            }
            let booking = try await book(purchase, api)
            if pays { try await pay(booking, purchase, api) }
            if cancels { try await cancel(booking, purchase, api) }
            times.journey.record(from: start, to: .now)
        } catch {
            fail("\(error)")
        }
    }

    /// Locks the seat or, when others are faster, another one; nil when they were every time.
    private func obtain(
        _ first: FreeSeat, _ api: BookingAPI, from start: MonotonicTime
    ) async throws(APIFailure) -> Purchase? {
        var (seat, from) = (first, start)
        for _ in 0..<plan.tries {
            defer { counts.answers += 1 }
            do throws(APIFailure) {
                let lock = try await api.lock(seat)
                let now = MonotonicTime.now
                times.lock.record(from: from, to: now)
                let sale = ledger.locked(seat.place, at: now)
                changed(seat, .locked, lock, booking: nil)
                return Purchase(seat: seat, lock: lock.id, sale: sale)
            } catch {
                guard error.isCollision else {
                    if error.leavesDoubt { doubt(seat) }
                    throw error
                }
            }
            let now = MonotonicTime.now
            times.lock.record(from: from, to: now)
            counts.collisions += 1
            from = now
            guard let other = picker.next() else { return nil }
            seat = other
        }
        picker.giveBack(seat)
        return nil
    }

    private func book(
        _ purchase: Purchase, _ api: BookingAPI
    ) async throws(APIFailure) -> String {
        let begun = MonotonicTime.now
        do throws(APIFailure) {
            defer { counts.answers += 1 }
            let booking = try await api.book(purchase.seat, lock: purchase.lock)
            times.book.record(from: begun, to: .now)
            counts.bookings += 1
            ledger.booked(purchase.sale, as: booking.id)
            changed(purchase.seat, .held, booking, booking: booking.id)
            return booking.id
        } catch {
            if error.leavesDoubt {
                ledger.doubted(purchase.sale, .book)
                doubt(purchase.seat)
            } else {
                await release(purchase, api)
            }
            throw error
        }
    }

    private func pay(
        _ booking: String, _ purchase: Purchase, _ api: BookingAPI
    ) async throws(APIFailure) {
        let begun = MonotonicTime.now
        defer { counts.answers += 1 }
        do throws(APIFailure) {
            let payment = try await api.pay(booking, for: purchase.seat)
            times.pay.record(from: begun, to: .now)
            counts.payments += 1
            ledger.paid(purchase.sale)
            changed(purchase.seat, .booked, payment, booking: booking)
        } catch {
            if error.leavesDoubt {
                ledger.doubted(purchase.sale, .pay)
                versions[purchase.seat.place] = nil
            }
            throw error
        }
    }

    private func cancel(
        _ booking: String, _ purchase: Purchase, _ api: BookingAPI
    ) async throws(APIFailure) {
        let begun = MonotonicTime.now
        defer { counts.answers += 1 }
        ledger.ending(purchase.sale, at: begun)
        do throws(APIFailure) {
            let cancellation = try await api.cancel(booking)
            times.cancel.record(from: begun, to: .now)
            counts.cancellations += 1
            ledger.ended(purchase.sale)
            changed(purchase.seat, .released, cancellation, booking: booking)
            picker.giveBack(purchase.seat)
        } catch {
            if error.leavesDoubt {
                ledger.doubted(purchase.sale, .cancel)
                versions[purchase.seat.place] = nil
            } else {
                ledger.notEnded(purchase.sale)
            }
            throw error
        }
    }

    /// Gives back the lock of a seat that could not be booked, so that the map is right again.
    private func release(_ purchase: Purchase, _ api: BookingAPI) async {
        ledger.ending(purchase.sale, at: .now)
        do throws(APIFailure) {
            try await api.release(purchase.lock)
            ledger.ended(purchase.sale)
            versions[purchase.seat.place]? += 1
        } catch {
            ledger.doubted(purchase.sale, .release)
            versions[purchase.seat.place] = nil
        }
        counts.answers += 1
    }

    /// Nobody knows any more who has the seat; no agent will go for it again.
    private func doubt(_ seat: FreeSeat) {
        ledger.lockDoubted(seat.place)
        versions[seat.place] = nil
    }

    /// Tells of a change, under the version that it has made.
    private func changed(
        _ seat: FreeSeat, _ change: SeatCommit.Change, _ answer: BookingAPI.Acknowledged,
        booking: String?
    ) {
        versions[seat.place]? += 1
        heard(
            SeatCommit(
                seat: seat.place, change: change, version: versions[seat.place],
                booking: booking, committedAt: answer.committedAt))
    }
}
