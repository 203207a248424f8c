using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Programs;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>Makes the declarations of a program: devices, files, processes, threads and what they hold at
/// first.</summary>
internal static class ProgramParts
{
    private const int MaxPages = 3;

    public static RefcountProgram Declare(Choices choices, Kernels kernels, int minThreads, int maxThreads)
    {
        var program = new RefcountProgram("fuzz")
        {
            HasOneWaitQueue = choices.OneIn(6),
            HasFullCounts = choices.OneIn(8),
        };
        var pgmaps = 1 + (choices.OneIn(3) ? 1 + choices.Below(2) : 0);
        for (var i = 0; i < pgmaps; i++)
        {
            program = AddPgmap(choices, kernels, program, i);
        }

        if (choices.OneIn(5))
        {
            program = program with { OrdinaryPages = ["ram0"] };
        }

        var threads = minThreads + choices.Below(maxThreads - minThreads + 1);
        for (var i = 0; i < threads; i++)
        {
            var thread = new ThreadDeclaration($"CPU {i}", [], []);
            program = program with { Threads = program.Threads.Add(thread) };
        }

        for (var i = 0; i < threads; i++)
        {
            program = AddHoldings(choices, kernels, program, i);
        }

        return program;
    }

    private static RefcountProgram AddPgmap(Choices choices, Kernels kernels, RefcountProgram program, int number)
    {
        MemoryType[] types =
        [
            MemoryType.FsDax,
            MemoryType.FsDax,
            MemoryType.FsDax,
            MemoryType.Private,
            MemoryType.Private,
            MemoryType.Unmanaged,
            MemoryType.Public,
            MemoryType.P2PDma,
        ];
        var type = choices.Of(types);
        var isBound = !choices.OneIn(4) || type == MemoryType.P2PDma;
        var isWindow = type == MemoryType.FsDax && isBound && choices.OneIn(8);
        var isRefused = type == MemoryType.Private && !isBound && choices.OneIn(4);
        var pgmap = new PgmapDeclaration($"{PrefixOf(type)}{number}", type)
        {
            Pages = choices.OneIn(3) ? 1 + choices.Below(MaxPages) : 1,
            IsBound = isBound,
            CanFail = (!isBound || type == MemoryType.P2PDma) && choices.OneIn(2),
            LacksPageFree = isWindow || isRefused,
        };
        pgmap = choices.OneIn(2) ? Over(program, pgmap) : pgmap;
        var added = program with { Pgmaps = program.Pgmaps.Add(pgmap) };
        if (!kernels.Run(added))
        {
            pgmap = pgmap with
            {
                Name = $"pmem{number}",
                Type = MemoryType.FsDax,
                LacksPageFree = false,
                CanFail = pgmap.CanFail && !pgmap.IsBound,
            };
            added = program with { Pgmaps = program.Pgmaps.Add(pgmap) };
        }

        return pgmap.Type switch
        {
            _ when pgmap.MayBeRefused => added, // nobody could use it
            MemoryType.FsDax when !choices.OneIn(6) => AddFiles(choices, kernels, added, pgmap, number),
            MemoryType.Private when pgmap.IsBound && choices.Below(2) == 0 => AddProcesses(
                choices,
                added,
                pgmap,
                number
            ),
            _ => added,
        };
    }

    // Addresses that another device has already.
    private static PgmapDeclaration Over(RefcountProgram program, PgmapDeclaration pgmap)
    {
        var over = program.Pgmaps.FirstOrDefault(other =>
            other
                is {
                    IsBound: true,
                    Over: null,
                    LacksPageFree: false,
                    Type: MemoryType.FsDax or MemoryType.Unmanaged or MemoryType.Public
                }
        );
        return over is null
            ? pgmap
            : pgmap with
            {
                Name = $"{PrefixOf(over.Type)}{program.Pgmaps.Length}",
                Type = over.Type,
                IsBound = false,
                Over = over.Name,
                LacksPageFree = false,
            };
    }

    private static RefcountProgram AddFiles(
        Choices choices,
        Kernels kernels,
        RefcountProgram program,
        PgmapDeclaration pgmap,
        int number
    )
    {
        var count = choices.OneIn(3) ? 2 : 1;
        var isShared =
            count == 2 && !pgmap.LacksPageFree && (pgmap.Pages == 1 || choices.OneIn(3)) && kernels.SharePages;
        count = pgmap.Pages == 1 && !isShared ? 1 : count;
        var result = program;
        for (var i = 0; i < count; i++)
        {
            var (first, pages) =
                count == 1 || isShared ? (0, pgmap.Pages)
                : i == 0 ? (0, 1)
                : (1, pgmap.Pages - 1);
            var file = new FileDeclaration($"file{number}{(i == 0 ? "" : "b")}", pgmap.Name, first, pages)
            {
                FileSystem = pgmap.LacksPageFree
                    ? FileSystem.Fuse
                    : choices.Of([FileSystem.Xfs, FileSystem.Xfs, FileSystem.Ext4, FileSystem.Ext2]),
                IsMapped = pgmap.IsBound && !choices.OneIn(8),
                IsHuge = !isShared && pages > 1 && choices.OneIn(4),
                IsSparse = !isShared && !pgmap.LacksPageFree && choices.OneIn(6),
                IsShared = isShared,
            };
            var added = result with { Files = result.Files.Add(file) };
            result =
                kernels.Run(added) ? added
                : pgmap.LacksPageFree ? result
                : result with { Files = result.Files.Add(file with { FileSystem = FileSystem.Xfs }) };
        }

        return kernels.Run(result) ? result : program;
    }

    private static RefcountProgram AddProcesses(
        Choices choices,
        RefcountProgram program,
        PgmapDeclaration pgmap,
        int number
    )
    {
        var start = choices.Of([ProcessStart.Device, ProcessStart.Ram, ProcessStart.Nowhere]);
        var result = program with
        {
            Pgmaps = program.Pgmaps.Replace(
                pgmap,
                pgmap with
                {
                    Pages = start == ProcessStart.Device ? 1 : pgmap.Pages,
                }
            ),
            Processes = program.Processes.Add(new ProcessDeclaration($"process{number}", pgmap.Name, start)),
        };
        return !choices.OneIn(3)
            ? result
            : result with
            {
                Processes = result.Processes.Add(
                    new ProcessDeclaration(
                        $"process{number}b",
                        pgmap.Name,
                        choices.Of([ProcessStart.Ram, ProcessStart.Nowhere])
                    )
                ),
            };
    }

    private static RefcountProgram AddHoldings(Choices choices, Kernels kernels, RefcountProgram program, int thread)
    {
        var result = program;
        for (var i = choices.Below(3); i > 0; i--)
        {
            var pages = AllPages(program).ToArray();
            var kind = choices.Of([
                HoldingKind.Reference,
                HoldingKind.Reference,
                HoldingKind.Reference,
                HoldingKind.Pin,
                HoldingKind.Key,
            ]);
            if (pages.Length == 0)
            {
                return result;
            }

            var holding = new Holding(kind, kind == HoldingKind.Key ? default : choices.Of(pages));
            var declared = result.Threads[thread];
            var added = result with
            {
                Threads = result.Threads.SetItem(thread, declared with { Holds = declared.Holds.Add(holding) }),
            };
            // Private pages are held all or none at first.
            if (
                program.Pgmaps.FirstOrDefault(p => p.Name == holding.Of.Name) is
                { Type: MemoryType.Private or MemoryType.Public, Pages: > 1 } pgmap
            )
            {
                added = result with
                {
                    Threads = result.Threads.SetItem(
                        thread,
                        declared with
                        {
                            Holds = declared.Holds.AddRange(
                                Enumerable
                                    .Range(0, pgmap.Pages)
                                    .Select(p => new Holding(HoldingKind.Reference, new Argument(pgmap.Name, p)))
                            ),
                        }
                    ),
                };
            }

            var isRight =
                kind != HoldingKind.Pin
                || program.Pgmaps.Any(p => p.Name == holding.Of.Name && p.Type == MemoryType.FsDax);
            result = isRight && ProgramRules.Check(added) is null && kernels.Run(added) ? added : result;
        }

        return result;
    }

    public static IEnumerable<Argument> AllPages(RefcountProgram program) =>
        program
            .Pgmaps.SelectMany(pgmap => Enumerable.Range(0, pgmap.Pages).Select(i => new Argument(pgmap.Name, i)))
            .Concat(program.OrdinaryPages.Select(name => new Argument(name)));

    private static string PrefixOf(MemoryType type) =>
        type switch
        {
            MemoryType.FsDax => "pmem",
            MemoryType.Unmanaged => "dax",
            MemoryType.P2PDma => "nvme",
            _ => "gpu",
        };
}
