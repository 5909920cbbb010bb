import CHiredis
import Net

/// One connection of hiredis's asynchronous API on a loop, from the first packet to its end.
///
/// Everything here runs on the loop's thread. What a turn sends leaves in one write at its end;
/// answers come in the order of the commands, so a link that owes one for too long is closed.
/// The context pointer never leaves this class and is forgotten when hiredis frees it.
@safe final class HiredisLink {
    typealias Completion = (Result<RedisReply, RedisFailure>) -> Void

    private struct Pending {
        let deadline: MonotonicTime
        let completion: Completion
    }

    /// Then the others have their turn.
    private static let readsPerTurn = 16

    let loop: EventLoop
    /// Called once, when the connection stands.
    var onConnected: (() -> Void)?
    /// Called once, when everything that was pending has failed; never inside `init` or `connect`.
    var onClosed: ((RedisFailure) -> Void)?
    /// Called with each message of a subscribed channel.
    var onPush: ((RedisReply) -> Void)?

    /// Reads every array as entries of a log; nil on a connection for anything else.
    private let logAnswers: LogAnswerReader?
    private var context: UnsafeMutablePointer<redisAsyncContext>?
    private var watch: Watch?
    private var isConnected = false
    private var wantsWrite = false
    private var isFlushScheduled = false
    private var isInHiredis = false
    private var failure: RedisFailure?
    private var pending: [Pending] = []
    private var answered = 0
    private var timer: Net.Timer?

    init(on loop: EventLoop, readsLog: Bool = false) {
        self.loop = loop
        logAnswers = readsLog ? LogAnswerReader() : nil
    }

    /// Commands that wait for their answer.
    var inFlight: Int { pending.count - answered }

    /// Begins to connect; `host` must be numeric, since hiredis would look a name up and block.
    func connect(to address: RedisEndpoint.Address) {
        let opened =
            switch address {
            case .unix(let path): unsafe redisAsyncConnectUnix(path)
            case .tcp(let host, let port): unsafe redisAsyncConnect(host, Int32(port))
            }
        guard let opened = unsafe opened, unsafe opened.pointee.err == 0 else {
            let reason = unsafe opened.map { unsafe Self.reason($0) } ?? "out of memory"
            if let opened = unsafe opened { unsafe redisAsyncFree(opened) }
            return loop.atEndOfTurn { [self] in end(.disconnected(reason)) }
        }
        unsafe context = opened
        // Balanced in `released`, which hiredis calls exactly once.
        unsafe opened.pointee.ev.data = Unmanaged.passRetained(self).toOpaque()
        unsafe opened.pointee.data = opened.pointee.ev.data
        unsafe logAnswers?.attach(to: opened.pointee.c.reader)
        unsafe opened.pointee.ev.addWrite = hiredisWantsWrite
        unsafe opened.pointee.ev.delWrite = hiredisWantsNoWrite
        unsafe opened.pointee.ev.cleanup = hiredisReleases
        watch = unsafe loop.watch(opened.pointee.c.fd, .write) { [self] in ready($0) }
        unsafe redisAsyncSetConnectCallback(opened, hiredisConnected)
    }

    /// Sends a command; `completion` is called once, with the answer or the link's end.
    func send(
        _ command: RedisCommand, deadline: MonotonicTime, _ completion: @escaping Completion
    ) {
        if let failure { return completion(.failure(failure)) }
        pending.append(Pending(deadline: deadline, completion: completion))
        guard unsafe submit(command, hiredisReplied) else {
            pending.removeLast()
            return completion(.failure(.disconnected("hiredis took no command")))
        }
        if timer == nil { armTimer(for: deadline) }
    }

    /// Sends SUBSCRIBE, whose answers and messages go to `onPush`.
    func subscribe(to channels: [String]) {
        guard failure == nil else { return }
        var command = RedisCommand("SUBSCRIBE")
        for channel in channels { command.append(channel) }
        _ = unsafe submit(command, hiredisPushed)
    }

    private func submit(
        _ command: RedisCommand,
        _ callback:
            @convention(c) (
                UnsafeMutablePointer<redisAsyncContext>?, UnsafeMutableRawPointer?,
                UnsafeMutableRawPointer?
            ) -> Void
    ) -> Bool {
        guard let context = unsafe context else { return false }
        return unsafe command.bytes.withUnsafeBytes { bytes in
            var start = 0
            var pointers: [UnsafePointer<CChar>?] = unsafe []
            var lengths: [Int] = []
            for end in command.ends {
                let base = unsafe bytes.baseAddress?.advanced(by: start)
                unsafe pointers.append(base?.assumingMemoryBound(to: CChar.self))
                lengths.append(end - start)
                start = end
            }
            return unsafe redisAsyncCommandArgv(
                context, callback, nil, Int32(lengths.count), &pointers, lengths) == REDIS_OK
        }
    }

    /// Ends the link; everything pending fails with `failure`.
    func close(_ failure: RedisFailure) {
        guard self.failure == nil, let context = unsafe context else { return }
        self.failure = failure
        // Inside one of hiredis's callbacks it only marks the context, and frees it afterwards.
        unsafe redisAsyncFree(context)
    }

    private func end(_ failure: RedisFailure) {
        self.failure = self.failure ?? failure
        if let timer { loop.cancel(timer) }
        timer = nil
        let closed = onClosed
        (onConnected, onClosed, onPush) = (nil, nil, nil)
        closed?(self.failure ?? failure)
    }

    private func armTimer(for deadline: MonotonicTime) {
        timer = loop.after(deadline - .now) { [self] in
            timer = nil
            guard answered < pending.count else { return }
            let oldest = pending[answered].deadline
            if oldest <= .now { close(.timedOut) } else { armTimer(for: oldest) }
        }
    }

    private func ready(_ readiness: Readiness) {
        isInHiredis = true
        if !isConnected {
            if let context = unsafe context { unsafe redisAsyncHandleWrite(context) }
        } else {
            if readiness.contains(.read) { read() }
            if readiness.contains(.write), let context = unsafe context {
                unsafe redisAsyncHandleWrite(context)
            }
        }
        isInHiredis = false
        settleInterest()
    }

    /// Reads what has come: hiredis reads 16 KiB at once, and an answer of the log may have many
    /// times as much, each of which would be a turn of the loop.
    private func read() {
        for _ in 0..<Self.readsPerTurn {
            guard let context = unsafe context else { return }
            let before = bytesOfHalfAnswer
            unsafe redisAsyncHandleRead(context)
            guard let held = bytesOfHalfAnswer, held != before else { return }
        }
    }

    /// What hiredis holds of an answer of the log that has not come to its end; nil between two.
    ///
    /// A read that brought nothing leaves it as it was, and hiredis does not tell.
    private var bytesOfHalfAnswer: Int? {
        guard logAnswers != nil, let reader = unsafe context?.pointee.c.reader,
            unsafe reader.pointee.ridx >= 0
        else { return nil }
        return unsafe Int(reader.pointee.len)
    }

    private func flush() {
        isFlushScheduled = false
        guard isConnected, wantsWrite, let context = unsafe context else { return }
        isInHiredis = true
        unsafe redisAsyncHandleWrite(context)
        isInHiredis = false
        settleInterest()
    }

    /// After hiredis has written what the socket takes: the rest waits for the socket, and what
    /// callbacks have added meanwhile for the end of the turn.
    private func settleInterest() {
        guard let watch, isConnected else { return }
        loop.update(watch, wantsWrite && !isFlushScheduled ? [.read, .write] : .read)
    }

    private static func reason(_ context: UnsafeMutablePointer<redisAsyncContext>) -> String {
        guard unsafe context.pointee.err != 0, let text = unsafe context.pointee.errstr else {
            return "connection lost"
        }
        return unsafe String(cString: text)
    }
}

/// What hiredis calls.
extension HiredisLink {
    fileprivate func connected(_ status: Int32) {
        guard status == REDIS_OK else { return }
        isConnected = true
        let connected = onConnected
        onConnected = nil
        connected?()
    }

    fileprivate func replied(_ reply: UnsafeMutablePointer<redisReply>?) {
        guard answered < pending.count else { return }
        let completion = pending[answered].completion
        answered += 1
        if answered == pending.count {
            pending.removeAll(keepingCapacity: true)
            answered = 0
        } else if answered >= 1024, answered * 2 >= pending.count {
            pending.removeFirst(answered)
            answered = 0
        }
        guard let reply = unsafe reply else { return completion(.failure(lossReason)) }
        completion(.success(unsafe value(of: reply)))
    }

    private func value(of reply: UnsafeMutablePointer<redisReply>) -> RedisReply {
        if unsafe reply.pointee.type == REDIS_REPLY_ARRAY, let entries = logAnswers?.take() {
            return .entries(entries)
        }
        return unsafe RedisReply(reply)
    }

    private var lossReason: RedisFailure {
        if let failure { return failure }
        return unsafe .disconnected(context.map { unsafe Self.reason($0) } ?? "connection lost")
    }

    fileprivate func wantsWrite(_ wanted: Bool) {
        wantsWrite = wanted
        guard wanted, isConnected, !isInHiredis, !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.atEndOfTurn { [self] in flush() }
    }

    fileprivate func released() {
        let reason = lossReason
        if let watch { loop.unwatch(watch) }
        watch = nil
        unsafe context = nil
        isConnected = false
        end(reason)
    }

    fileprivate static func from(_ pointer: UnsafeMutableRawPointer?) -> HiredisLink? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe Unmanaged<HiredisLink>.fromOpaque(pointer).takeUnretainedValue()
    }
}

private func hiredisWantsWrite(_ link: UnsafeMutableRawPointer?) {
    unsafe HiredisLink.from(link)?.wantsWrite(true)
}

private func hiredisWantsNoWrite(_ link: UnsafeMutableRawPointer?) {
    unsafe HiredisLink.from(link)?.wantsWrite(false)
}

private func hiredisReleases(_ link: UnsafeMutableRawPointer?) {
    guard let link = unsafe link else { return }
    unsafe Unmanaged<HiredisLink>.fromOpaque(link).takeRetainedValue().released()
}

private func hiredisConnected(_ context: UnsafePointer<redisAsyncContext>?, _ status: Int32) {
    unsafe HiredisLink.from(context?.pointee.data)?.connected(status)
}

private func hiredisReplied(
    _ context: UnsafeMutablePointer<redisAsyncContext>?, _ reply: UnsafeMutableRawPointer?,
    _ unused: UnsafeMutableRawPointer?
) {
    let reply = unsafe reply?.assumingMemoryBound(to: redisReply.self)
    unsafe HiredisLink.from(context?.pointee.data)?.replied(reply)
}

private func hiredisPushed(
    _ context: UnsafeMutablePointer<redisAsyncContext>?, _ reply: UnsafeMutableRawPointer?,
    _ unused: UnsafeMutableRawPointer?
) {
    guard let reply = unsafe reply else { return }
    let value = unsafe RedisReply(reply.assumingMemoryBound(to: redisReply.self))
    unsafe HiredisLink.from(context?.pointee.data)?.onPush?(value)
}
