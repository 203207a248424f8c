using System.Collections.Immutable;
using PgmapCheck.Cases;

namespace PgmapCheck.Results;

/// <summary>When a bug came and went, by what was found on each kernel and not by what the catalogue says.</summary>
internal sealed class BugLife
{
    private readonly ReleaseHistory _history;

    public BugLife(ReleaseHistory history, BugEntry bug)
    {
        _history = history;
        Bug = bug;
        Spans =
        [
            .. SpansIn([.. history.Kernels.Where(kernel => kernel.IsRelease).Select(kernel => (kernel, On(kernel)))]),
        ];
    }

    /// <summary>The bug.</summary>
    public BugEntry Bug { get; }

    /// <summary>Releases that have it. Before the first release and after the last, nothing is known.</summary>
    public ImmutableArray<BugSpan> Spans { get; }

    /// <summary>Every kernel that has it.</summary>
    public ImmutableArray<string> Kernels =>
        [.. _history.Kernels.Where(kernel => On(kernel) == Presence.Found).Select(kernel => kernel.Name)];

    /// <summary>Whether a kernel has it.</summary>
    public Presence On(KernelEntry kernel) => _history.Of(Bug, kernel);

    /// <summary>In words: <c>v4.18 .. v5.2, gone in v5.3; also in v4.18-no-pagemap-ops</c>.</summary>
    public string Describe()
    {
        var spans = string.Join("; ", Spans.Select(span => span.Describe()));
        var others = string.Join(
            ", ",
            _history
                .Kernels.Where(kernel => !kernel.IsRelease && On(kernel) == Presence.Found)
                .Select(kernel => kernel.Name)
        );
        return spans.Length == 0 ? others
            : others.Length == 0 ? spans
            : $"{spans}; also in {others}";
    }

    private static IEnumerable<BugSpan> SpansIn(ImmutableArray<(KernelEntry Kernel, Presence Presence)> releases)
    {
        for (var first = 0; first < releases.Length; first++)
        {
            if (releases[first].Presence != Presence.Found)
            {
                continue;
            }

            var last = first;
            while (last + 1 < releases.Length && releases[last + 1].Presence == Presence.Found)
            {
                last++;
            }

            yield return new BugSpan(
                releases[first].Kernel,
                releases[last].Kernel,
                first == 0 ? null : releases[first - 1],
                last == releases.Length - 1 ? null : releases[last + 1]
            );
            first = last;
        }
    }
}

/// <summary>Releases in a row that have a bug, and what is known of those beside them.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Before">The release before; null if none was searched.</param>
/// <param name="After">The release after; null if none was searched.</param>
internal sealed record BugSpan(
    KernelEntry First,
    KernelEntry Last,
    (KernelEntry Kernel, Presence Presence)? Before,
    (KernelEntry Kernel, Presence Presence)? After
)
{
    /// <summary>The release that brought it; null if that is not known.</summary>
    public KernelEntry? CameIn => Before?.Presence == Presence.Absent ? First : null;

    /// <summary>The release that no longer has it; null if that is not known.</summary>
    public KernelEntry? GoneIn => After?.Presence == Presence.Absent ? After?.Kernel : null;

    /// <summary>In words: <c>v4.18 .. v5.2, not in v4.14, gone in v5.3</c>.</summary>
    public string Describe() =>
        (First == Last ? First.Name : $"{First.Name} .. {Last.Name}")
        + Beside(Before, "not in")
        + Beside(After, "gone in");

    private static string Beside((KernelEntry Kernel, Presence Presence)? release, string ifAbsent) =>
        release switch
        {
            null => "",
            (var kernel, Presence.Absent) => $", {ifAbsent} {kernel.Name}",
            (var kernel, Presence.Hidden) => $", could hide in {kernel.Name}",
            var (kernel, _) => $", not known of {kernel.Name}",
        };
}
