import COpenSSL

/// Stands for all bytes of a token: the first half of their SHA-256.
///
/// Another token of the same digest would be taken for this one, and 128 bits keep everybody from
/// finding one: who has a token that stands here gains nothing by a second one for it.
struct TokenDigest: Hashable {
    private let high: UInt64
    private let low: UInt64

    init(_ token: String) {
        var words: [4 of UInt64] = [0, 0, 0, 0]
        var token = token
        token.withUTF8 { text in
            var span = words.mutableSpan
            unsafe span.withUnsafeMutableBytes { digest in
                _ = unsafe SHA256(
                    text.baseAddress, text.count,
                    digest.baseAddress?.assumingMemoryBound(to: UInt8.self))
            }
        }
        (high, low) = (words[0], words[1])
    }
}
