import Booking
package import Events
import Synchronization

/// The flights and seat maps that are asked for, each read and rendered once a version for all loops.
///
/// What is promised of an answer that is kept:
/// - it is never older than what this node has delivered: `take` drops the answers about a flight
///   before the event of its change goes to any subscriber;
/// - who changes something through this node reads it back here: `changed` is called before the
///   use case returns;
/// - whatever else fails, it is at most `ageLimit` old: then the database is asked again. Who has
///   changed something through another node, and cannot wait that long, says
///   `Cache-Control: no-cache` and is answered from the database;
/// - none is given while the node is stale, or before it is fresh for the first time: every
///   request then reads the database.
///
/// A reading that a change overtakes is answered to those who waited for it and is not kept. Those
/// who ask for the same answer while it is being read wait for that one reading.
package final class KeptAnswers: Sendable {
    /// How much is kept, and for how long.
    package struct Configuration: Sendable {
        /// Answers; beyond it those that were not asked for lately make room.
        package var entryLimit = 4_096
        /// Bytes of all answers; a seat map has about 25 KB.
        package var byteLimit = 16 << 20
        /// How long an answer is given after its reading began.
        package var ageLimit: Duration = .seconds(1)

        /// The defaults.
        package init() {}
    }

    private typealias Outcome = Result<KeptAnswer?, BookingError>
    private typealias Waiter = CheckedContinuation<Outcome?, Never>

    /// A reading on its way.
    private struct Reading {
        let key: KeptAnswer.Key
        /// Something has changed since it began: what it finds may be from before.
        var isOvertaken = false
        var waiters: [Waiter] = []
    }

    private struct State {
        var shelf: AnswerShelf
        var isOpen = false
        var readings: [Int: Reading] = [:]
        /// The reading that who asks now may wait for.
        var current: [UniqueID: [KeptAnswer.Key: Int]] = [:]
        var lastReading = 0

        /// Nobody may wait any more for the reading of `key` that there is.
        mutating func forget(_ key: KeptAnswer.Key) {
            current[key.flight]?[key] = nil
            if current[key.flight]?.isEmpty == true { current[key.flight] = nil }
        }
    }

    private let configuration: Configuration
    private let state: Mutex<State>

    /// Nothing is kept until the node is fresh.
    package init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        state = Mutex(
            State(
                shelf: AnswerShelf(
                    entryLimit: configuration.entryLimit, byteLimit: configuration.byteLimit)))
    }

    /// How many answers there are, and their bytes.
    package var size: (entries: Int, bytes: Int) { state.withLock { $0.shelf.size } }

    /// Answers about these flights are not given any more.
    package func changed(_ flights: some Sequence<UniqueID>) {
        state.withLock { state in
            for flight in flights { Self.drop(flight, &state) }
        }
    }

    /// Learns from the log, before the subscribers do.
    package func take(_ notices: [LogReader.Notice]) {
        state.withLock { state in
            for notice in notices {
                switch notice {
                case .entries(let entries):
                    for entry in entries {
                        for topic in entry.topics
                        where topic.kind == .seats || topic.kind == .flight {
                            if let flight = topic.uniqueID { Self.drop(flight, &state) }
                        }
                    }
                case .fresh: state.isOpen = true
                case .stale:
                    state.isOpen = false
                    Self.dropAll(&state)
                case .restarted: Self.dropAll(&state)
                }
            }
        }
    }

    private static func drop(_ flight: UniqueID, _ state: inout State) {
        state.shelf.removeAll(of: flight)
        guard !state.current.isEmpty else { return }
        guard let readings = state.current.removeValue(forKey: flight) else { return }
        for reading in readings.values { state.readings[reading]?.isOvertaken = true }
    }

    private static func dropAll(_ state: inout State) {
        state.shelf.removeAll()
        state.current = [:]
        for reading in state.readings.keys { state.readings[reading]?.isOvertaken = true }
    }
}

extension KeptAnswers {
    /// What to do for who asks.
    private enum Course {
        case give(KeptAnswer)
        /// Read; `last` is what was true until lately.
        case read(Int, last: KeptAnswer?)
        case wait(for: Int)
        /// Read for this request alone.
        case readAlone
    }

    /// The answer under `key`: one that is kept, or what `read` finds, nil when there is nothing.
    ///
    /// `read` gets the answer that has become too old, if there is one, and may return it when
    /// nothing has changed since.
    func answer(
        _ key: KeptAnswer.Key, at now: Duration,
        read: (_ last: KeptAnswer?) async throws(BookingError) -> KeptAnswer?
    ) async throws(BookingError) -> KeptAnswer? {
        switch course(key, at: now) {
        case .give(let answer): return answer
        case .readAlone: return try await read(nil)
        case .wait(let reading):
            guard let result = await outcome(of: reading) else { return try await read(nil) }
            return try result.get()
        case .read(let reading, let last):
            let result: Outcome
            do throws(BookingError) {
                result = .success(try await read(last))
            } catch {
                result = .failure(error)
            }
            finish(reading, with: result, begunAt: now)
            return try result.get()
        }
    }

    private func course(_ key: KeptAnswer.Key, at now: Duration) -> Course {
        state.withLock { state in
            guard state.isOpen else { return .readAlone }
            let entry = state.shelf[key]
            if let entry, now - entry.time < configuration.ageLimit { return .give(entry.answer) }
            if let reading = state.current[key.flight]?[key] { return .wait(for: reading) }
            state.lastReading += 1
            state.readings[state.lastReading] = Reading(key: key)
            state.current[key.flight, default: [:]][key] = state.lastReading
            return .read(state.lastReading, last: entry?.answer)
        }
    }

    /// What a reading finds; nil when it is over already.
    private func outcome(of reading: Int) async -> Outcome? {
        await withCheckedContinuation { waiter in
            let isWaiting = state.withLock { state in
                state.readings[reading]?.waiters.append(waiter) != nil
            }
            if !isWaiting { waiter.resume(returning: nil) }
        }
    }

    private func finish(
        _ number: Int, with result: Outcome, begunAt time: Duration
    ) {
        let waiters = state.withLock { state in
            guard let reading = state.readings.removeValue(forKey: number) else {
                return [Waiter]()
            }
            if !reading.isOvertaken {
                state.forget(reading.key)
                if case .success(let answer?) = result {
                    state.shelf.insert(.init(answer: answer, time: time), under: reading.key)
                }
            }
            return reading.waiters
        }
        for waiter in waiters { waiter.resume(returning: result) }
    }
}
