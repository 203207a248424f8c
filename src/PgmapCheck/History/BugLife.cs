using System.Collections.Immutable;
using PgmapCheck.Selection;

namespace PgmapCheck.History;

/// <summary>When a bug came and went, by what was found on each kernel and not by what the catalogue says.</summary>
internal sealed class BugLife(ReleaseHistory history, BugEntry bug)
{
    private readonly ImmutableArray<(KernelEntry Kernel, Presence Presence)> _releases =
        [.. history.Kernels.Where(kernel => kernel.IsRelease).Select(kernel => (kernel, history.Of(bug, kernel)))];

    /// <summary>Every kernel that has it.</summary>
    public ImmutableArray<string> Kernels =>
        [.. history.Kernels.Where(kernel => history.Of(bug, kernel) == Presence.Found).Select(kernel => kernel.Name)];

    /// <summary>In words: <c>v4.18 .. v5.2, gone in v5.3; also in v4.18-no-pagemap-ops</c>.</summary>
    public string Describe()
    {
        var spans = string.Join("; ", Spans());
        var others = string.Join(", ", history.Kernels
            .Where(kernel => !kernel.IsRelease && history.Of(bug, kernel) == Presence.Found).Select(kernel => kernel.Name));
        return spans.Length == 0 ? others : others.Length == 0 ? spans : $"{spans}; also in {others}";
    }

    // Releases in a row that have it. Before the first release and after the last, nothing is known.
    private IEnumerable<string> Spans()
    {
        for (var first = 0; first < _releases.Length; first++)
        {
            if (_releases[first].Presence != Presence.Found)
            {
                continue;
            }

            var last = first;
            while (last + 1 < _releases.Length && _releases[last + 1].Presence == Presence.Found)
            {
                last++;
            }

            var names = first == last ? NameOf(first) : $"{NameOf(first)} .. {NameOf(last)}";
            yield return names + Before(first) + After(last);
            first = last;
        }
    }

    private string Before(int first) => first == 0 ? "" : Beside(first - 1, "not in");

    private string After(int last) => last == _releases.Length - 1 ? "" : Beside(last + 1, "gone in");

    private string Beside(int release, string ifAbsent) => _releases[release].Presence switch
    {
        Presence.Absent => $", {ifAbsent} {NameOf(release)}",
        Presence.Hidden => $", could hide in {NameOf(release)}",
        _ => $", not known of {NameOf(release)}",
    };

    private string NameOf(int release) => _releases[release].Kernel.Name;
}
