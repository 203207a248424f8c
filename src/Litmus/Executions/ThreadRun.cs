using System.Collections.Immutable;
using Litmus.Programs;

namespace Litmus.Executions;

/// <summary>One event of a thread that runs on its own.</summary>
/// <param name="Kind">Whether it reads, writes or orders.</param>
/// <param name="Tag">What else is known of it.</param>
/// <param name="Cell">The cell; -1 for a fence, but for <c>synchronize_srcu</c>.</param>
/// <param name="Value">What it reads or writes.</param>
/// <param name="Of">The instruction.</param>
/// <param name="Dependencies">On which of the thread's earlier reads it depends.</param>
/// <param name="IsChange">True if a read-modify-write made it, be it one that failed.</param>
/// <param name="ReadOfChange">For the write of a read-modify-write the index of its read; otherwise -1.</param>
internal sealed record ThreadEvent(
    EventKind Kind,
    EventTag Tag,
    int Cell,
    int Value,
    Instruction Of,
    Dependencies Dependencies,
    bool IsChange = false,
    int ReadOfChange = -1
);

/// <summary>The reads that an event depends on, as bits by their index in the thread.</summary>
/// <param name="Address">Those that its address was made of.</param>
/// <param name="Data">Those that what it writes was made of.</param>
/// <param name="Control">Those that decided whether it happens.</param>
internal readonly record struct Dependencies(ulong Address = 0, ulong Data = 0, ulong Control = 0);

/// <summary>A way in which a thread may run if its reads find what they do.</summary>
/// <param name="Events">Its events in program order.</param>
/// <param name="Registers">What its registers hold at the end.</param>
internal sealed record ThreadRun(ImmutableArray<ThreadEvent> Events, ImmutableArray<int> Registers);
