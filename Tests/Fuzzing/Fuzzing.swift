import Glibc

// libFuzzer brings `main`, and calls these two by their C names.
//
// `fuzz TARGET …`: what follows the target's name is libFuzzer's own. Made and run by `.make/fuzz`.

/// Written before the first input comes; libFuzzer calls on one thread.
private nonisolated(unsafe) var target = FuzzTarget.request

/// Takes the target's name out of the arguments; `fuzz` alone lists the targets.
@c(LLVMFuzzerInitialize)
func chooseTarget(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
    guard count.pointee > 1, let word = arguments.pointee[1] else {
        for target in FuzzTarget.allCases { print(target.rawValue) }
        exit(0)
    }
    guard let chosen = FuzzTarget(rawValue: String(cString: word)) else {
        print("no target '\(String(cString: word))'")
        exit(2)
    }
    target = chosen
    // The program's name moves up by one.
    arguments.pointee[1] = arguments.pointee[0]
    arguments.pointee += 1
    count.pointee -= 1
    return 0
}

/// One input; its bytes are copied, so that whoever reads past their end leaves their memory.
@c(LLVMFuzzerTestOneInput)
func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    target.check(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}

/// Ends the run with what was broken; libFuzzer then keeps the input.
func require(_ holds: Bool, _ property: @autoclosure () -> String) {
    if !holds { fatalError("property broken: \(property())") }
}
