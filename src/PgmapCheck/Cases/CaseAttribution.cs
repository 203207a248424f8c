using System.Collections.Concurrent;
using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties;
using ModelCase = PgmapCheck.Properties.Case;

namespace PgmapCheck.Cases;

/// <summary>Which known bugs a case shows, each searched for once.</summary>
/// <param name="subject">The case.</param>
/// <param name="hand">The release that text of its kernel takes the place of; null for a kernel by hand.</param>
internal sealed class CaseAttribution(ModelCase subject, Release? hand)
{
    private const long MaxStates = 200_000;

    private readonly ConcurrentDictionary<(string, MemoryModel), Lazy<BugEntry?>> _found = [];

    /// <summary>The known bug behind a violation; null if none is, or that could not be shown within some
    /// states.</summary>
    public BugEntry? Find(string property, MemoryModel memory) =>
        _found.GetOrAdd((property, memory), _ => new Lazy<BugEntry?>(() => Search(property, memory))).Value;

    private BugEntry? Search(string property, MemoryModel memory)
    {
        var options = new SearchOptions
        {
            Memory = memory,
            Bounds = new() { MaxStates = MaxStates },
        };
        return Attribution.Find(subject, property, options, hand) is { } bug ? Catalogue.EntryOf(bug) : null;
    }
}
