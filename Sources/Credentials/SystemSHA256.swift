import Accounts
import COpenSSL

/// SHA-256 by OpenSSL.
package struct SystemSHA256: SHA256Hasher {
    /// Needs nothing.
    package init() {}

    package func sha256(_ bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 32) { output, count in
            _ = unsafe bytes.withUnsafeBufferPointer { input in
                unsafe SHA256(input.baseAddress, input.count, output.baseAddress)
            }
            count = 32
        }
    }
}
