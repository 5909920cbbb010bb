import CLinux
import Glibc

extension EventLoop {
    /// *(loop)* Tells `handler` when `descriptor` is ready, level-triggered, until `unwatch`.
    ///
    /// The loop keeps the handler alive. A descriptor that the kernel cannot watch is reported with
    /// `.error` in this turn.
    package func watch(
        _ descriptor: Int32, _ interest: Interest, handler: any ReadinessHandler, tag: UInt64
    ) -> Watch {
        insert(descriptor, interest, .handler(handler, tag: tag))
    }

    /// *(loop)* Calls `callback` when `descriptor` is ready, level-triggered, until `unwatch`.
    package func watch(
        _ descriptor: Int32, _ interest: Interest, _ callback: @escaping (Readiness) -> Void
    ) -> Watch {
        insert(descriptor, interest, .callback(callback))
    }

    private func insert(
        _ descriptor: Int32, _ interest: Interest, _ target: WatchTable.Target
    ) -> Watch {
        let watch = confined.watches.insert(descriptor, interest, target)
        if !control(EPOLL_CTL_ADD, descriptor, interest, watch) { reportError(watch) }
        return watch
    }

    /// *(loop)* Changes what is waited for; nothing happens when it is the same.
    package func update(_ watch: Watch, _ interest: Interest) {
        let state = confined
        guard let entry = state.watches[watch], entry.interest != interest else { return }
        state.watches.setInterest(watch, interest)
        if !control(EPOLL_CTL_MOD, entry.descriptor, interest, watch) { reportError(watch) }
    }

    /// *(loop)* Ends a registration; to be called before the descriptor is closed.
    ///
    /// Nothing is reported for it any more, even if the kernel already said that it is ready.
    package func unwatch(_ watch: Watch) {
        guard let entry = confined.watches.remove(watch) else { return }
        _ = control(EPOLL_CTL_DEL, entry.descriptor, [], watch)
    }

    /// *(loop)* Gives back the room of registrations that have ended, when they are most of many; to
    /// be called now and then.
    package func trim() {
        confined.watches.trim()
    }

    private func control(
        _ operation: Int32, _ descriptor: Int32, _ interest: Interest, _ watch: Watch
    ) -> Bool {
        var event = unsafe epoll_event(
            events: interest.events, data: epoll_data_t(u64: watch.token))
        return unsafe epoll_ctl(epoll.number, operation, descriptor, &event) == 0
    }

    /// The kernel refused (ENOSPC, ENOMEM, EPERM): the owner learns it as it learns other errors.
    private func reportError(_ watch: Watch) {
        let events = EPOLLERR.rawValue
        execute { self.dispatch(self.confined, watch.token, events) }
    }

    func dispatch(_ state: LoopState, _ token: UInt64, _ events: UInt32) {
        let watch = Watch(
            slot: UInt32(truncatingIfNeeded: token), generation: UInt32(token >> 32))
        guard let entry = state.watches[watch] else { return }
        let readiness = Readiness(events: events, interest: entry.interest)
        switch entry.target {
        case .handler(let handler, let tag): handler.ready(readiness, tag: tag)
        case .callback(let callback): callback(readiness)
        case nil: break
        }
    }

    /// *(loop)* Reads once, into the loop's own buffer, and lends what came to `body`.
    ///
    /// `body` is called for `.bytes` only, and must not call `read` on the same loop. No more than
    /// `limit` bytes are read.
    package func read(
        _ descriptor: Int32, limit: Int = .max, _ body: (borrowing Span<UInt8>) -> Void
    ) -> IOResult {
        let state = confined
        var scratch: [UInt8] = []
        swap(&scratch, &state.scratch)
        defer { swap(&scratch, &state.scratch) }
        let result = Socket.read(descriptor, into: &scratch, limit: limit)
        if case .bytes(let count) = result { body(scratch.span.extracting(first: count)) }
        return result
    }

    /// *(loop)* Shows `body` what has come, and takes as many bytes of it as `body` returns; the
    /// rest is for others to read, such as a TLS session.
    package func readSome(
        _ descriptor: Int32, _ body: (borrowing Span<UInt8>) -> Int
    ) -> IOResult {
        let state = confined
        var scratch: [UInt8] = []
        swap(&scratch, &state.scratch)
        defer { swap(&scratch, &state.scratch) }
        let result = Socket.peek(descriptor, into: &scratch)
        guard case .bytes(let count) = result else { return result }
        let taken = body(scratch.span.extracting(first: count))
        return taken == 0 ? .bytes(0) : Socket.read(descriptor, into: &scratch, limit: taken)
    }

    /// *(loop)* Reads one record's bytes of a TLS session, as `read` does of a descriptor.
    package func read(
        _ session: TLSSession, limit: Int = .max, _ body: (borrowing Span<UInt8>) -> Void
    ) -> IOResult {
        let state = confined
        var scratch: [UInt8] = []
        swap(&scratch, &state.scratch)
        defer { swap(&scratch, &state.scratch) }
        let result = unsafe scratch.withUnsafeMutableBytes { bytes in
            unsafe session.read(into: .init(rebasing: bytes.prefix(limit)))
        }
        if case .bytes(let count) = result { body(scratch.span.extracting(first: count)) }
        return result
    }
}
