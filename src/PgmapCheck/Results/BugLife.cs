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
