using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Programs;

/// <summary>A call that programs can make: the only place that says what it takes, needs and gives.</summary>
/// <param name="Name">The kernel function's name, or a plain word where several make one operation.</param>
/// <param name="Arguments">What it takes.</param>
/// <param name="Summary">One line about it.</param>
/// <param name="Run">Calls the release's part.</param>
public sealed record Operation(
    string Name,
    ImmutableArray<ArgumentKind> Arguments,
    string Summary,
    Func<BootedCall, Routine> Run
)
{
    /// <summary>Whether a kernel has it.</summary>
    public required Func<Release, bool> IsIn { get; init; }

    /// <summary>What the thread may hold afterwards, once for each page of the argument.</summary>
    public HoldingKind? Takes { get; init; }

    /// <summary>What the thread must be able to hold before, and no longer holds afterwards. Where it came to nothing,
    /// the call does nothing.</summary>
    public HoldingKind? Drops { get; init; }

    /// <summary>What the thread must be able to hold before, and still holds afterwards.</summary>
    public HoldingKind? Needs { get; init; }

    /// <summary>True if it may wait until nobody holds some page or page map, so that a caller who holds one might wait
    /// for itself.</summary>
    public bool Waits { get; init; }

    /// <summary>What it does to a file or device, for the rules about what may run beside it.</summary>
    public Use Use { get; init; }

    /// <summary>True if it makes or needs a private copy of its page.</summary>
    public bool UsesCopy { get; init; }

    /// <summary>True if it maps peer-to-peer memory.</summary>
    public bool MapsP2P { get; init; }

    /// <summary>True if the thread can sleep in a wait queue.</summary>
    public bool Sleeps { get; init; }
}
