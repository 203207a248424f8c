using System.Collections.Immutable;
using KernelText.Tokens;

namespace PgmapCheck.Model.Harnesses;

/// <summary>
/// What a harness file says: which of a kernel tree's files are read, and C around their functions that makes a program
/// of threads.
/// </summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Path">The file, for messages.</param>
public sealed record Harness(string Name, string Path)
{
    /// <summary>One line about it; empty if it has none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Files of the tree, each with the place that names it.</summary>
    public ImmutableArray<(string File, Place At)> Reads { get; init; } = [];

    /// <summary>Threads, in order, and the C functions that their blocks become.</summary>
    public ImmutableArray<(string Name, string Function)> Threads { get; init; } = [];

    /// <summary>A block runs before all threads.</summary>
    public bool HasInit { get; init; }

    /// <summary>A block runs when all threads have returned.</summary>
    public bool HasEnd { get; init; }

    /// <summary>Functions that are called for their value alone.</summary>
    public ImmutableDictionary<string, HarnessStub> Stubs { get; init; } =
        ImmutableDictionary<string, HarnessStub>.Empty;

    /// <summary>Names that are numbers.</summary>
    public ImmutableDictionary<string, long> Numbers { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>Names whose text is read although they have a meaning of their own.</summary>
    public ImmutableHashSet<string> FromText { get; init; } = [];

    /// <summary>Options of the kernel that differ from what they are elsewhere.</summary>
    public ImmutableArray<(string Option, string Value)> Options { get; init; } = [];

    /// <summary>Allocations may fail.</summary>
    public bool HasFaults { get; init; }

    /// <summary>Data races are looked for.</summary>
    public bool HasRaces { get; init; }

    /// <summary>How many callbacks of RCU can be queued at a time.</summary>
    public int Callbacks { get; init; } = 2;

    /// <summary>How many works can be queued or run at a time.</summary>
    public int Works { get; init; } = 2;

    /// <summary>How many timers can be armed or fire at a time.</summary>
    public int Timers { get; init; } = 2;

    /// <summary>Properties that it is expected to violate; empty if it is expected to be clean; null if nothing is
    /// expected.</summary>
    public ImmutableArray<string>? Expects { get; init; }

    /// <summary>Bugs that the harness is expected to find.</summary>
    public ImmutableArray<HarnessSeed> Seeds { get; init; } = [];

    /// <summary>The C of all blocks, each on the lines that it has in the file.</summary>
    public SourceText Unit { get; init; } = new("", "");

    /// <summary>What a block is called in C, where it is a function of the unit.</summary>
    internal const string InitFunction = "harness_init";

    /// <inheritdoc cref="InitFunction"/>
    internal const string EndFunction = "harness_end";
}

/// <summary>A function without its text.</summary>
/// <param name="Returns">Its value.</param>
/// <param name="IsDropped">Its arguments are not looked at.</param>
public sealed record HarnessStub(long Returns, bool IsDropped);
