import Glibc

extension Socket {
    /// Reads once into `buffer`.
    package static func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
    ) -> IOResult {
        while true {
            let count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .endOfStream }
            if errno != EINTR { return failure() }
        }
    }

    /// Reads once into the bytes that `buffer` has, at most `limit` of them.
    package static func read(
        _ descriptor: Int32, into buffer: inout [UInt8], limit: Int = .max
    ) -> IOResult {
        unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe read(descriptor, into: .init(rebasing: bytes.prefix(limit)))
        }
    }

    /// Copies what has come into the bytes that `buffer` has, and leaves it to be read.
    package static func peek(_ descriptor: Int32, into buffer: inout [UInt8]) -> IOResult {
        unsafe buffer.withUnsafeMutableBytes { bytes in
            while true {
                let count = unsafe recv(
                    descriptor, bytes.baseAddress, bytes.count, Int32(MSG_PEEK))
                if count > 0 { return .bytes(count) }
                if count == 0 { return .endOfStream }
                if errno != EINTR { return failure() }
            }
        }
    }

    /// Writes once what fits of `bytes`.
    package static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> IOResult {
        while true {
            let count = unsafe send(
                descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            if errno != EINTR { return failure() }
        }
    }

    /// Writes once what fits of `bytes`.
    package static func write(_ descriptor: Int32, _ bytes: borrowing Span<UInt8>) -> IOResult {
        unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0) }
    }

    /// Writes once what fits of `bytes`.
    package static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> IOResult {
        unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0) }
    }

    /// Writes once what fits of `bytes`.
    package static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> IOResult {
        unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0) }
    }

    private static func failure() -> IOResult {
        errno == EAGAIN ? .wouldBlock : .failed(.last)
    }
}
