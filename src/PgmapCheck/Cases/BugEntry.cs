using System.Collections.Immutable;
using Interleave.Memory;

namespace PgmapCheck.Cases;

/// <summary>A known bug in the catalogue.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="Title">What goes wrong.</param>
/// <param name="FixedBy">The commit that fixed it; null if none is known.</param>
/// <param name="FixSubject">That commit's subject.</param>
internal sealed record BugEntry(string Id, string Title, string? FixedBy, string? FixSubject)
{
    /// <summary>How to find it again; null if the catalogue only describes it.</summary>
    public Experiment? Experiment { get; init; }

    /// <summary>The commit that brought it; null if none is known.</summary>
    public string? IntroducedBy { get; init; }

    /// <summary>Which parts of the kernel its fix replaces, and by which forms; null if that is not known.</summary>
    public string? Change { get; init; }

    /// <summary>The parts that its fix replaces, by the names that <see cref="Model.Releases.Release"/> has.</summary>
    public ImmutableArray<string> Parts { get; init; } = [];

    /// <summary>How sure its history is.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>The names of the kernels that have it.</summary>
    public ImmutableArray<string> Kernels { get; init; } = [];

    /// <summary>Where it shows: a scenario, and the property that it breaks there.</summary>
    public ImmutableArray<(string Scenario, string Property)> Symptoms { get; init; } = [];
}

/// <summary>A known bug as an experiment: what must break, and what must hold.</summary>
/// <param name="Property">What the bug breaks.</param>
/// <param name="Broken">The smallest scenario that shows it, on a kernel that has it.</param>
/// <param name="Twin">The same on that kernel without the bug.</param>
internal sealed record Experiment(string Property, Case Broken, Case Twin)
{
    /// <summary>Why the broken kernel is to be proved and not to break; null if it has to break.</summary>
    public string? SafeBecause { get; init; }

    /// <summary>The weaker memories under which the broken kernel breaks although <see cref="SafeBecause"/> says that
    /// it is safe.</summary>
    public ImmutableArray<MemoryModel> ShowsUnder { get; init; } = [];

    /// <summary>What is to be expected on a memory.</summary>
    public Experiment Under(MemoryModel memory) =>
        ShowsUnder.Contains(memory) || (memory == MemoryModel.LoadBuffering && ShowsUnder.Contains(MemoryModel.Weak))
            ? this with
            {
                SafeBecause = null,
            }
        : ShowsUnder.IsEmpty || memory == MemoryModel.Sequential ? this
        : this with { SafeBecause = $"safe under {memory.ToString().ToLowerInvariant()}" };

    /// <summary>Forms of the broken kernel with one more change, each of which has to break.</summary>
    public ImmutableArray<Case> UnsafeChanges { get; init; } = [];

    /// <summary>Everything to search.</summary>
    public IEnumerable<Case> Cases => [Broken, Twin, .. UnsafeChanges];
}
