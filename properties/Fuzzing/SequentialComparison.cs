using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;
using Operation = PgmapCheck.Model.Programs.Operation;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>Compares a program of one thread, call by call, with <see cref="SequentialReference"/>.</summary>
public static class SequentialComparison
{
    /// <summary>The name of the property that is violated where they differ.</summary>
    public const string Property = "each call does what the sequential reference does";

    /// <summary>True for a program that can be compared.</summary>
    public static bool IsPossible(RefcountProgram program) => SequentialReference.Knows(program);

    /// <summary>The program with all properties on, and this one.</summary>
    /// <param name="program">A program for which <see cref="IsPossible"/>.</param>
    /// <param name="release">The kernel.</param>
    public static ConcurrentProgram Of(RefcountProgram program, Release release)
    {
        var expected = SequentialReference.Run(program, release.Pmem.ShutsFilesDown);
        var scenario = BootedProgram.AsScenario(
            program,
            (linux, _, calls) =>
            {
                var progress = linux.Machine.Cell("calls made");
                linux.Machine.Properties.Always(
                    Property,
                    state => FindDifference(linux, state, expected, state[progress])
                );
                return
                [
                    .. calls.SelectMany(
                        (call, i) => new[] { Mark(call, progress, 2 * i), call, Mark(call, progress, (2 * i) + 1) }
                    ),
                ];
            }
        );
        return new Case(release, scenario).Program;
    }

    // Odd after a call, even from the beginning of the next one on.
    private static BootedCall Mark(BootedCall call, Cell progress, int value) =>
        new()
        {
            Linux = call.Linux,
            Current = call.Current,
            Operation = new Operation("mark", [], "", _ => NoteCall(progress, value)) { IsIn = static _ => true },
        };

    private static async Routine NoteCall(Cell progress, int value) => await progress.Store(value);

    private static string? FindDifference(
        Linux linux,
        StateView state,
        ImmutableArray<SequentialState> expected,
        int progress
    )
    {
        if (progress % 2 == 0)
        {
            return null;
        }

        var wanted = expected[progress / 2];
        var number = 0;
        for (var i = 0; i < linux.Pgmaps.Count; i++)
        {
            var pgmap = linux.Pgmaps[i];
            if (state.IsAlive(pgmap.StructPages) != wanted.Bound[i])
            {
                return $"after call {progress / 2}: {pgmap.Name} is {(wanted.Bound[i] ? "gone" : "still there")}";
            }

            for (var j = 0; j < pgmap.Pages.Count; j++, number++)
            {
                if (Difference(linux, state, wanted, pgmap.Pages[j], number, wanted.Bound[i]) is { } difference)
                {
                    return $"after call {progress / 2}: {difference}";
                }
            }
        }

        return KeyDifference(linux, state, wanted);
    }

    private static string? Difference(
        Linux linux,
        StateView state,
        SequentialState wanted,
        Page page,
        int number,
        bool isBound
    )
    {
        var mappings = wanted.Mapped[number] && page.CountsMappings ? 1 : 0;
        var count =
            (IsCountedFromOne(page) ? 1 : 0)
            + wanted.References[number]
            + (Page.PinBias * wanted.Pins[number])
            + mappings;
        return state.Held(page.UserReference) != wanted.References[number]
                ? $"{wanted.References[number]} references to {page.Name} expected"
            : state.Held(page.PinReference) != wanted.Pins[number]
                ? $"{wanted.Pins[number]} pins of {page.Name} expected"
            : isBound && state[page.RefCount.Cell] != count
                ? $"{page.RefCount.Cell.Name} is {state[page.RefCount.Cell]}, expected {count}"
            : FileDifference(linux, state, wanted, page, number, isBound);
    }

    // Of the four generations only the last counts pages of files from zero, together with their mappings.
    private static bool IsCountedFromOne(Page page) => !page.CountsMappings;

    private static string? FileDifference(
        Linux linux,
        StateView state,
        SequentialState wanted,
        Page page,
        int number,
        bool isBound
    )
    {
        foreach (var file in linux.Files.Where(file => file.Pages.Contains(page)))
        {
            var i = file.Pages.IndexOf(page);
            if (state[file.Blocks[i]] == DaxFile.Freed != wanted.Freed[number])
            {
                return $"{file.Blocks[i].Name} of {file.Name} is {file.Blocks[i].Format(state[file.Blocks[i]])}";
            }

            if (isBound && state[file.Ptes[i]] == DaxFile.FilePage != wanted.Mapped[number])
            {
                return $"{file.Ptes[i].Name} of {file.Name} is {file.Ptes[i].Format(state[file.Ptes[i]])}";
            }
        }

        return null;
    }

    private static string? KeyDifference(Linux linux, StateView state, SequentialState wanted)
    {
        var users = wanted.KeyUsers + linux.Pgmaps.Where((pgmap, i) => pgmap.UsesKey && wanted.Bound[i]).Count();
        var isOn = state[linux.DevmapManagedKey.Enabled.Cell] != 0;
        if (!linux.Release.HasManagedKey || linux.Release.ManagedKey.IsNeverOff)
        {
            return null;
        }

        var counting = linux.Code.KeyCounting;
        return isOn != (users > 0) ? $"{linux.DevmapManagedKey.Name} is {(isOn ? "on" : "off")}, and {users} want it"
            : state[linux.DevmapManagedKey.Enabled.Cell] != counting.EnabledFor(users)
            || state[linux.DevmapEnable.Cell] != counting.DevmapEnableFor(users)
                ? $"the counts of {linux.DevmapManagedKey.Name} are not those of {users} users"
            : null;
    }
}
