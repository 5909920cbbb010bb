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
    private var answer = LogAnswer()

    /// Gets the arrays of `reader` from now on; it must live as long as `reader` reads.
    func attach(to reader: UnsafeMutablePointer<redisReader>) {
        unsafe reader.pointee.privdata = Unmanaged.passUnretained(self).toOpaque()
        unsafe reader.pointee.fn = functions
    }

    /// The entries of the array that was read last; nil when it is no answer of a log.
    func take() -> [LogEntry]? { answer.end() }

    fileprivate func beginArray(of count: Int, _ task: UnsafePointer<redisReadTask>) {
        unsafe answer.beginArray(of: count, at: Int(task.pointee.idx), depth: depth(of: task))
    }

    fileprivate func take(_ text: Span<UInt8>, _ task: UnsafePointer<redisReadTask>) {
        unsafe answer.take(text, at: Int(task.pointee.idx), depth: depth(of: task))
    }

    /// The number of arrays around what is read; hiredis allows for seven.
    private func depth(of task: UnsafePointer<redisReadTask>) -> Int {
        var depth = 0
        var around = unsafe task.pointee.parent
        while let parent = unsafe around {
            depth += 1
            unsafe around = parent.pointee.parent
        }
        return depth
    }

    fileprivate static func of(_ task: UnsafePointer<redisReadTask>) -> LogAnswerReader? {
        guard let pointer = unsafe task.pointee.privdata else { return nil }
        return unsafe Unmanaged<LogAnswerReader>.fromOpaque(pointer).takeUnretainedValue()
    }
}

/// What hiredis makes its objects with; never changed.
private let usual: redisReplyObjectFunctions = {
    guard let reader = unsafe redisReaderCreate() else { preconditionFailure("out of memory") }
    defer { unsafe redisReaderFree(reader) }
    return unsafe reader.pointee.fn.pointee
}()

/// Where hiredis finds the functions below, for as long as the program runs.
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

private func logCreatesString(
    _ task: UnsafePointer<redisReadTask>?, _ text: UnsafeMutablePointer<CChar>?, _ length: Int
) -> UnsafeMutableRawPointer? {
    guard let task = unsafe task, let around = unsafe objectAround(task) else {
        return unsafe usual.createString(task, text, length)
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
    unsafe LogAnswerReader.of(task)?.take(Span(_unsafeBytes: bytes), task)
    return unsafe around
}

private func logCreatesArray(
    _ task: UnsafePointer<redisReadTask>?, _ count: Int32
) -> UnsafeMutableRawPointer? {
    guard let task = unsafe task else { return nil }
    unsafe LogAnswerReader.of(task)?.beginArray(of: Int(count), task)
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
