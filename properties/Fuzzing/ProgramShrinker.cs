using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Programs;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>Smaller programs, each a valid use: fewer threads, then fewer calls and holdings, then fewer pages and
/// options.</summary>
internal static class ProgramShrinker
{
    public static IEnumerable<RefcountProgram> Shrink(RefcountProgram program, Kernels kernels) =>
        Candidates(program)
            .Select(candidate => Repair(candidate))
            .Where(candidate =>
                IsSmaller(candidate, program)
                && ProgramRules.Check(candidate) is null
                && ProgramRules.CheckEnds(candidate) is null
                && kernels.Run(candidate)
            );

    private static bool IsSmaller(RefcountProgram candidate, RefcountProgram program) =>
        Weight(candidate) < Weight(program);

    // Every candidate is lighter than what it was made of, so that shrinking ends.
    private static int Weight(RefcountProgram program) =>
        (100 * program.Threads.Length)
        + (10 * program.CallCount)
        + program.Threads.Sum(thread => thread.Holds.Length)
        + program.Pgmaps.Sum(p =>
            10
            + (4 * p.Pages)
            + (p.CanFail ? 2 : 0)
            + (p.IsBound ? 0 : 1)
            + (p.LacksPageFree ? 1 : 0)
            + (p.Over is null ? 0 : 1)
        )
        + program.Files.Sum(f =>
            5
            + (f.IsHuge ? 1 : 0)
            + (f.IsSparse ? 1 : 0)
            + (f.IsShared ? 1 : 0)
            + (f.IsMapped ? 0 : 1)
            + (f.FileSystem == FileSystem.Xfs ? 0 : 1)
        )
        + (5 * (program.OrdinaryPages.Length + program.Processes.Length))
        + (program.HasFullCounts ? 3 : 0)
        + (program.HasOneWaitQueue ? 3 : 0);

    private static IEnumerable<RefcountProgram> Candidates(RefcountProgram program)
    {
        for (var i = 0; program.Threads.Length > 1 && i < program.Threads.Length; i++)
        {
            yield return program with
            {
                Threads = program.Threads.RemoveAt(i),
            };
        }

        for (var i = 0; i < program.Threads.Length; i++)
        {
            var thread = program.Threads[i];
            for (var length = thread.Calls.Length; length > 0; length /= 2)
            {
                for (var at = 0; at + length <= thread.Calls.Length; at += length)
                {
                    yield return With(program, i, thread with { Calls = thread.Calls.RemoveRange(at, length) });
                }
            }

            for (var j = 0; j < thread.Holds.Length; j++)
            {
                yield return With(program, i, thread with { Holds = thread.Holds.RemoveAt(j) });
            }
        }

        foreach (var candidate in Declarations(program))
        {
            yield return candidate;
        }
    }

    private static IEnumerable<RefcountProgram> Declarations(RefcountProgram program)
    {
        yield return program with
        {
            HasFullCounts = false,
        };
        yield return program with
        {
            HasOneWaitQueue = false,
        };
        foreach (var page in program.OrdinaryPages)
        {
            yield return program with
            {
                OrdinaryPages = program.OrdinaryPages.Remove(page),
            };
        }

        foreach (var process in program.Processes)
        {
            yield return program with
            {
                Processes = program.Processes.Remove(process),
            };
        }

        foreach (var file in program.Files)
        {
            yield return program with
            {
                Files = program.Files.Remove(file),
            };
            yield return program with
            {
                Files = program.Files.Replace(file, file with { IsHuge = false }),
            };
            yield return program with
            {
                Files = program.Files.Replace(file, file with { IsSparse = false }),
            };
            yield return program with
            {
                Files = program.Files.Replace(file, file with { IsShared = false }),
            };
            yield return program with
            {
                Files = program.Files.Replace(file, file with { IsMapped = true }),
            };
            yield return program with
            {
                Files = program.Files.Replace(file, file with { FileSystem = FileSystem.Xfs }),
            };
        }

        foreach (var pgmap in program.Pgmaps)
        {
            yield return program with
            {
                Pgmaps = program.Pgmaps.Remove(pgmap),
            };
            yield return program with
            {
                Pgmaps = program.Pgmaps.Replace(pgmap, pgmap with { CanFail = false }),
            };
            yield return program with
            {
                Pgmaps = program.Pgmaps.Replace(pgmap, pgmap with { Over = null }),
            };
            for (var pages = 1; pages < pgmap.Pages; pages++)
            {
                yield return program with
                {
                    Pgmaps = program.Pgmaps.Replace(pgmap, pgmap with { Pages = pages }),
                    Files =
                    [
                        .. program
                            .Files.Where(f => f.Pgmap != pgmap.Name || f.First < pages)
                            .Select(f =>
                                f.Pgmap != pgmap.Name ? f : f with { Count = Math.Min(f.Count, pages - f.First) }
                            ),
                    ],
                };
            }
        }
    }

    /// <summary>Takes out calls that have lost their reason, and gives back at the ends what threads then
    /// keep.</summary>
    private static RefcountProgram Repair(RefcountProgram program)
    {
        var given = program
            .Threads.SelectMany(thread => thread.Calls)
            .Where(call => call.Operation == "signal")
            .Select(call => call.Arguments[0])
            .ToHashSet();
        var awaited = program
            .Threads.SelectMany(thread => thread.Calls)
            .Where(call => call.Operation == "wait")
            .Select(call => call.Arguments[0])
            .ToHashSet();
        var threads = ImmutableArray.CreateBuilder<ThreadDeclaration>();
        foreach (var thread in program.Threads)
        {
            var calls = ImmutableArray.CreateBuilder<Call>();
            ThreadHoldings? holdings = null;
            foreach (var call in thread.Calls)
            {
                if (
                    (call.Operation == "wait" && !given.Contains(call.Arguments[0]))
                    || (call.Operation == "signal" && !awaited.Contains(call.Arguments[0]))
                    || !IsDeclared(program, call)
                )
                {
                    continue;
                }

                holdings ??= new ThreadHoldings(program, thread);
                if (holdings.Make(call) is null)
                {
                    calls.Add(call);
                }
                else
                {
                    holdings = Replay(program, thread, calls); // a refused call may have changed a part of them
                }
            }

            threads.Add(thread with { Calls = calls.ToImmutable() });
        }

        var kept = threads.ToImmutable().RemoveAll(thread => thread.Calls.IsEmpty && thread.Holds.IsEmpty);
        return ProgramBuilder.Close(program with { Threads = kept.IsEmpty ? threads.ToImmutable() : kept });
    }

    private static ThreadHoldings Replay(RefcountProgram program, ThreadDeclaration thread, IEnumerable<Call> calls)
    {
        var holdings = new ThreadHoldings(program, thread);
        foreach (var call in calls)
        {
            holdings.Make(call);
        }

        return holdings;
    }

    private static bool IsDeclared(RefcountProgram program, Call call) =>
        Operations.Of(call).Arguments is not [var kind]
        || call.Arguments.All(argument =>
            kind switch
            {
                ArgumentKind.Page or ArgumentKind.Pages => ProgramParts.AllPages(program).Contains(argument),
                ArgumentKind.File or ArgumentKind.FilePage or ArgumentKind.FileRange => program.Files.Any(file =>
                    file.Name == argument.Name && (argument.Last ?? argument.First ?? 0) <= file.Count
                ),
                ArgumentKind.Pgmap => program.Pgmaps.Any(pgmap => pgmap.Name == argument.Name),
                ArgumentKind.Process => program.Processes.Any(process => process.Name == argument.Name),
                _ => true,
            }
        );

    private static RefcountProgram With(RefcountProgram program, int thread, ThreadDeclaration declared) =>
        program with
        {
            Threads = program.Threads.SetItem(thread, declared),
        };
}
