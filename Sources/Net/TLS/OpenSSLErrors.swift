import COpenSSL

/// The queue of errors that OpenSSL keeps for each thread.
enum OpenSSLErrors {
    /// To be called before a call that is judged by `SSL_get_error`.
    static func clear() { ERR_clear_error() }

    /// The first error of the last call, and forgets all of them.
    static func take() -> OpenSSLError {
        defer { ERR_clear_error() }
        return OpenSSLError(code: ERR_peek_error())
    }
}

/// One error of OpenSSL.
struct OpenSSLError {
    let code: UInt

    var library: Int32 { ERR_GET_LIB(code) }
    var reason: Int32 { ERR_GET_REASON(code) }

    /// OpenSSL's words for it.
    var text: String {
        guard code != 0 else { return "unknown reason" }
        guard let words = unsafe ERR_reason_error_string(code) else { return "error \(code)" }
        return unsafe String(cString: words)
    }

    /// What it means for the connection that it happened on.
    var failure: TLSFailure {
        guard library == ERR_LIB_SSL else { return .violation(text) }
        switch reason {
        case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST: return .plainRequest
        case SSL_R_UNEXPECTED_EOF_WHILE_READING: return .ended
        // The alerts of a peer are numbered from here (SSL_AD_REASON_OFFSET).
        case 1000..<1256: return .alert(text)
        default: return .violation(text)
        }
    }
}
