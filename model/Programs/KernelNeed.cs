using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Model.Programs;

/// <summary>Something that a kernel has to have for a program.</summary>
/// <param name="What">What it is, as in "v4.14 has no ...".</param>
/// <param name="IsIn">Whether a kernel has it.</param>
/// <param name="For">Which call or declaration of the program needs it.</param>
public sealed record KernelNeed(string What, Func<Release, bool> IsIn, Mistake For)
{
    /// <summary>What a program needs, each thing once.</summary>
    public static IEnumerable<KernelNeed> Of(RefcountProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return OfCalls(program)
            .Concat(program.Pgmaps.SelectMany(Of))
            .Concat(program.Files.SelectMany(Of))
            .Concat(OfHoldings(program));
    }

    private static IEnumerable<KernelNeed> OfCalls(RefcountProgram program)
    {
        var seen = new HashSet<string>();
        for (var thread = 0; thread < program.Threads.Length; thread++)
        {
            var calls = program.Threads[thread].Calls;
            for (var index = 0; index < calls.Length; index++)
            {
                if (seen.Add(calls[index].Operation))
                {
                    var operation = Operations.Of(calls[index]);
                    yield return new(operation.Name, operation.IsIn, new Mistake("", thread, index));
                }
            }
        }
    }

    private static IEnumerable<KernelNeed> Of(PgmapDeclaration pgmap)
    {
        var at = new Mistake("") { Declaration = pgmap.Name };
        yield return new(
            $"page maps of type {ScenarioWords.Of(ScenarioWords.Types, pgmap.Type)}",
            release => HasType(release, pgmap.Type),
            at
        );
        if (pgmap is { Type: MemoryType.Private, LacksPageFree: true })
        {
            yield return new(
                "check of page_free before private memory is bound",
                release => release.Memremap.Has(TeardownDuties.OwnsReference),
                at
            );
        }
    }

    private static IEnumerable<KernelNeed> Of(FileDeclaration file)
    {
        var at = new Mistake("") { Declaration = file.Name };
        yield return new("DAX files with struct pages", Scenario.HasFsDaxPages, at);
        yield return new(
            $"DAX on {ScenarioWords.Of(ScenarioWords.FileSystems, file.FileSystem)}",
            release => HasFileSystem(release, file.FileSystem),
            at
        );
        if (file.IsShared)
        {
            yield return new("DAX files that share blocks", release => release.DaxAssociation.SharesPages, at);
        }

        if (file.IsHuge) // later one folio has one count, which the model's pages do not
        {
            yield return new("huge entries in this model", release => release.HugeEntries is not null, at);
        }
    }

    private static IEnumerable<KernelNeed> OfHoldings(RefcountProgram program)
    {
        for (var thread = 0; thread < program.Threads.Length; thread++)
        {
            if (program.Threads[thread].Holds.Any(h => h.Kind == HoldingKind.Pin))
            {
                yield return new("pins", release => release.Unpin.HasPins, new Mistake("", thread));
            }

            if (program.Threads[thread].Holds.Any(h => h.Kind == HoldingKind.Key))
            {
                yield return new("static key that callers hold", Scenario.HasManagedKey, new Mistake("", thread));
            }
        }
    }

    private static bool HasType(Release release, MemoryType type) =>
        type switch
        {
            MemoryType.Unmanaged => release.Config.ZoneDevice,
            MemoryType.Private => Scenario.HasPrivateMemory(release),
            MemoryType.Public => Scenario.HasDevicePages(release) && release.Hmm.OffersDevmem,
            MemoryType.P2PDma => Scenario.HasDevicePages(release) && release.P2PDma.HasMemory,
            _ => Scenario.HasDevicePages(release),
        };

    private static bool HasFileSystem(Release release, FileSystem fileSystem) =>
        fileSystem switch
        {
            FileSystem.Fuse => release.HasFuseDax,
            FileSystem.Ext2 => release.HasExt2Dax,
            _ => true,
        };
}
