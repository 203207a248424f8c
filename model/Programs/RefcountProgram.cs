using System.Collections.Immutable;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Programs;

/// <summary>
/// A concurrent program over the protocol's calls, as data: what a <c>.scenario</c> file says, and what the fuzzer
/// makes. It says nothing of how the calls work; they are the parts of whatever release it runs on.
/// </summary>
/// <param name="Name">Its name, as a scenario's.</param>
public sealed record RefcountProgram(string Name)
{
    /// <summary>One line about it.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Its page maps.</summary>
    public ImmutableArray<PgmapDeclaration> Pgmaps { get; init; } = [];

    /// <summary>Its DAX files.</summary>
    public ImmutableArray<FileDeclaration> Files { get; init; } = [];

    /// <summary>The names of its ordinary pages.</summary>
    public ImmutableArray<string> OrdinaryPages { get; init; } = [];

    /// <summary>Its processes with memory on devices.</summary>
    public ImmutableArray<ProcessDeclaration> Processes { get; init; } = [];

    /// <summary>Its threads.</summary>
    public ImmutableArray<ThreadDeclaration> Threads { get; init; } = [];

    /// <summary>True if <c>get_user_pages</c> may find any page's count too high.</summary>
    public bool HasFullCounts { get; init; }

    /// <summary>True if all pages share one wait queue.</summary>
    public bool HasOneWaitQueue { get; init; }

    /// <summary>What is expected of it.</summary>
    public ImmutableArray<Expectation> Expects { get; init; } = [];

    /// <summary>The properties that it is expected to violate on a kernel; empty if it is expected to be clean; null if
    /// nothing is expected there.</summary>
    public ImmutableArray<string>? ExpectedOn(Release release)
    {
        var here = Expects.RemoveAll(expectation => !expectation.IsAbout(release));
        return here.IsEmpty ? null : [.. here.Select(expectation => expectation.Property).OfType<string>()];
    }

    /// <summary>How many calls its threads make together.</summary>
    public int CallCount => Threads.Sum(thread => thread.Calls.Length);

    /// <summary>The program as a scenario file.</summary>
    public override string ToString() => ScenarioWriter.Write(this);
}
