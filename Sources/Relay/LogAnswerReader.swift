import CHiredis
import Events

/// Reads a connection's arrays as answers of the log, straight from hiredis's buffer.
///
/// hiredis calls functions that make objects of what it reads, and by default makes a `redisReply`
/// and a text of each field, to be copied and freed: that was most of what an event cost a node on
/// which nobody follows it. Here an array is one empty `redisReply`, which hiredis holds and frees
/// as ever, also when the connection ends halfway; its parts go to a `LogAnswer`. What is no
/// array, an error above all, is made by hiredis's own functions.
@safe final class LogAnswerReader {
    /// At an address of its own, for hiredis to pass on.
    private let target: UnsafeMutablePointer<Target>

    init() {
        unsafe target = .allocate(capacity: 1)
        unsafe target.initialize(to: Target())
    }

    deinit {
        unsafe target.deinitialize(count: 1)
        unsafe target.deallocate()
    }

    /// Gets the arrays of `reader` from now on; this object must live as long as that reads.
    func attach(to reader: UnsafeMutablePointer<redisReader>) {
        unsafe target.pointee.reader = unsafe reader
        unsafe reader.pointee.privdata = UnsafeMutableRawPointer(target)
        unsafe reader.pointee.fn = functions
        // Else an answer of more than 16 KiB makes a new buffer of each 16 KiB that are read.
        unsafe reader.pointee.maxbuf = 64 << 10
    }

    /// The entries of the array that was read last; nil when it is no answer of a log.
    func take() -> [LogEntry]? { unsafe target.pointee.answer.end() }
}

/// Where what a reader finds goes.
@unsafe private struct Target {
    var answer = LogAnswer()
    /// Nil until it is attached.
    var reader: UnsafeMutablePointer<redisReader>?

    /// The number of arrays around what is read; hiredis allows for seven.
    var depth: Int { unsafe Int(reader?.pointee.ridx ?? 0) }
}

/// What hiredis makes its objects with; never changed.
private let usual: redisReplyObjectFunctions = {
    guard let reader = unsafe redisReaderCreate() else { preconditionFailure("out of memory") }
    defer { unsafe redisReaderFree(reader) }
    return unsafe reader.pointee.fn.pointee
}()

/// Where hiredis finds the functions below, for as long as the program runs.
///
/// Not Sendable, yet safe: written before anybody sees it, and never again.
nonisolated(unsafe) private let functions = {
    let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
    unsafe functions.initialize(
        to: redisReplyObjectFunctions(
            createString: logCreatesString, createArray: logCreatesArray,
            createInteger: logCreatesInteger, createNil: logCreatesNil,
            freeObject: usual.freeObject))
    return unsafe functions
}()

/// The object of the array around it stands for every part: hiredis only asks whether there is one.
private func objectAround(_ task: UnsafePointer<redisReadTask>?) -> UnsafeMutableRawPointer? {
    unsafe task?.pointee.parent?.pointee.obj
}

private func target(_ task: UnsafePointer<redisReadTask>) -> UnsafeMutablePointer<Target>? {
    unsafe task.pointee.privdata?.assumingMemoryBound(to: Target.self)
}

private func logCreatesString(
    _ task: UnsafePointer<redisReadTask>?, _ text: UnsafeMutablePointer<CChar>?, _ length: Int
) -> UnsafeMutableRawPointer? {
    guard let task = unsafe task, let around = unsafe objectAround(task) else {
        return unsafe usual.createString(task, text, length)
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
    if let target = unsafe target(task) {
        unsafe target.pointee.answer.take(
            Span(_unsafeBytes: bytes), at: Int(task.pointee.idx), depth: target.pointee.depth)
    }
    return unsafe around
}

private func logCreatesArray(
    _ task: UnsafePointer<redisReadTask>?, _ count: Int32
) -> UnsafeMutableRawPointer? {
    guard let task = unsafe task else { return nil }
    if let target = unsafe target(task) {
        unsafe target.pointee.answer.beginArray(
            of: Int(count), at: Int(task.pointee.idx), depth: target.pointee.depth)
    }
    return unsafe objectAround(task) ?? usual.createArray(task, 0)
}

private func logCreatesInteger(
    _ task: UnsafePointer<redisReadTask>?, _ value: Int64
) -> UnsafeMutableRawPointer? {
    unsafe objectAround(task) ?? usual.createInteger(task, value)
}

private func logCreatesNil(_ task: UnsafePointer<redisReadTask>?) -> UnsafeMutableRawPointer? {
    unsafe objectAround(task) ?? usual.createNil(task)
}
