/// How a read or a write on a non-blocking descriptor ended.
package enum IOResult: Equatable, Sendable {
    /// So many bytes were moved; never zero, but for an empty write.
    case bytes(Int)
    /// Nothing can be moved now: wait for readiness.
    case wouldBlock
    /// The peer has sent all that it will send; reads only.
    case endOfStream
    /// The descriptor is of no more use.
    case failed(Errno)
}
