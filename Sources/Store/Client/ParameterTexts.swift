/// The texts of a statement's parameters as C strings.
///
/// All stand in one buffer, which the next statement uses again: sending one takes no memory.
@safe struct ParameterTexts {
    private var bytes: [UInt8] = []
    /// Where each text begins; nil is NULL.
    private var starts: [Int?] = []
    private var pointers: [UnsafePointer<CChar>?] = unsafe []

    /// A buffer that has grown beyond it is given back.
    private static let sizeKept = 65_536

    /// Lends the texts of `values`; NULL is a null pointer.
    mutating func withPointers<Value>(
        to values: [PostgresValue], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        write(values)
        defer { clear() }
        return unsafe bytes.withUnsafeBytes { buffer in
            let first = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            for start in starts {
                unsafe pointers.append(start.flatMap { unsafe first?.advanced(by: $0) })
            }
            return unsafe pointers.withUnsafeBufferPointer { list in
                if let base = list.baseAddress { return unsafe body(base) }
                var none: UnsafePointer<CChar>?
                return unsafe body(&none)
            }
        }
    }

    private mutating func write(_ values: [PostgresValue]) {
        for value in values {
            starts.append(value.isNull ? nil : bytes.count)
            guard !value.isNull else { continue }
            value.append(to: &bytes)
            bytes.append(0)
        }
    }

    private mutating func clear() {
        bytes.removeAll(keepingCapacity: bytes.count <= Self.sizeKept)
        starts.removeAll(keepingCapacity: true)
        unsafe pointers.removeAll(keepingCapacity: true)
    }
}
