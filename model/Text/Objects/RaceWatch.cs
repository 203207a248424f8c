using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interleave.Routines;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>
/// Which words of generic memory could be raced on: those that two threads access, one of them plainly and one of them
/// to write. Each of them is watched by a cell (<see cref="WatchedWord"/>); the others need none, because nobody who
/// could race comes to them in any execution that was looked at.
/// </summary>
internal sealed class RaceWatch : IImmutable
{
    /// <summary>What the cells that watch a word are called in traces, before its name.</summary>
    public const string CellPrefix = "accesses to ";

    private readonly ConcurrentDictionary<GenericWord, bool> _watched = [];
    private readonly ConcurrentDictionary<GenericWord, ConcurrentDictionary<WordAccess, bool>> _accesses = [];
    private readonly ConcurrentDictionary<int, WordAccess> _numbered = [];
    private ImmutableArray<string> _steps = [];

    /// <summary>Nothing was accessed yet.</summary>
    public RaceWatch() { }

    /// <summary>What is watched by another one.</summary>
    public RaceWatch(RaceWatch other) => (_watched, _steps) = (new(other._watched), other._steps);

    /// <summary>Watches the words that a recorded schedule has steps for.</summary>
    /// <param name="steps">The schedule's lines.</param>
    /// <returns>True if it has any.</returns>
    public bool WatchAsIn(IEnumerable<string> steps)
    {
        _steps = [.. steps.Where(static step => step.Contains(CellPrefix, StringComparison.Ordinal))];
        return !_steps.IsEmpty;
    }

    /// <summary>A word has a cell that watches it.</summary>
    public bool IsWatched(GenericWord word, string name) =>
        _watched.ContainsKey(word) || _steps.Any(step => IsOf(step, CellPrefix + name));

    // What is behind the name is the cell's value.
    private static bool IsOf(string step, string cell) =>
        step.IndexOf(cell, StringComparison.Ordinal) is >= 0 and var at
        && step[(at + cell.Length)..] is [':', ..] or [' ', 'i', 's', ' ', ..] or [' ', 's', 't', 'a', 'y', 's', ..];

    /// <summary>Notes that a word is accessed.</summary>
    /// <exception cref="MachineGrowsException">It has to be watched from now on.</exception>
    public void Note(GenericWord word, WordAccess access, string name)
    {
        var accesses = _accesses.GetOrAdd(word, static _ => []);
        if (accesses.TryAdd(access, true) && !IsWatched(word, name) && accesses.Keys.Any(access.RacesWith))
        {
            _watched.TryAdd(word, true);
            throw new MachineGrowsException($"{name} was not watched yet", (this, word));
        }
    }

    /// <summary>A number for an access, not 0: odd for a plain one, and the same in every process.</summary>
    public int NumberOf(WordAccess access)
    {
        // FNV-1a.
        var hash = 2166136261u;
        foreach (var c in access.ToString())
        {
            hash = (hash ^ c) * 16777619u;
        }

        for (var number = (int)(hash >> 4) + 1; ; number++)
        {
            var candidate = (number * 2) + (access.IsPlain ? 1 : 0);
            if (_numbered.GetOrAdd(candidate, access) == access)
            {
                return candidate;
            }
        }
    }

    /// <summary>The access that has a number; null for 0, and for one that is not known.</summary>
    public WordAccess? Numbered(int number) => _numbered.GetValueOrDefault(number);
}
