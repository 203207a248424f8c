using System.Collections.Immutable;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using ModelCase = PgmapCheck.Properties.Case;

namespace PgmapCheck.Cases;

/// <summary>
/// What can be checked with a user's assembly: its kernels with all scenarios, and its scenarios on all kernels. Known
/// bugs are recognised by the parts that a kernel has, and by searching again with their fixes.
/// </summary>
internal sealed class UserCatalogue
{
    private readonly UserAssembly _mine;
    private readonly Catalogue _known;

    private UserCatalogue(UserAssembly mine, Catalogue known) => (_mine, _known) = (mine, known);

    /// <summary>The catalogue. Without other words the assembly's own is meant; every other kernel can be
    /// named.</summary>
    public static Catalogue Of(UserAssembly mine, Catalogue known) => new UserCatalogue(mine, known).Make();

    private Catalogue Make()
    {
        var others = KnownReleases.All.Select(release => EntryOf(release, _mine.Scenarios, FixedForms.Of));
        return _known with
        {
            Kernels = _mine.Releases.IsEmpty
                ? [.. others]
                :
                [
                    .. _mine.Releases.Select(release =>
                        EntryOf(release, [.. KnownScenarios.All, .. _mine.Scenarios], FixedForms.OfComposition)
                    ),
                ],
            Others = _mine.Releases.IsEmpty
                ? []
                :
                [
                    .. _known.Kernels.Zip(
                        others,
                        static (known, mine) =>
                            known with
                            {
                                Cases = [.. known.Cases, .. mine.Cases],
                                Fixed = known.Fixed is { } repaired
                                    ? repaired with
                                    {
                                        Cases = [.. repaired.Cases, .. mine.Fixed?.Cases ?? []],
                                    }
                                    : null,
                            }
                    ),
                ],
            Scenarios = [.. _known.Scenarios, .. _mine.Scenarios.Select(one => (one.Name, one.Summary))],
            Code = [_mine.Module],
        };
    }

    private KernelEntry EntryOf(Release release, ImmutableArray<Scenario> scenarios, Func<Release, Release?> repair) =>
        new(
            release.Name,
            release.Title,
            [.. scenarios.Where(one => Runs(one, release)).Select(one => CaseOf(new ModelCase(release, one)))],
            repair(release) is { } repaired ? EntryOf(repaired, scenarios, static _ => null) : null
        )
        {
            Functions = KernelFunctions.Of(release),
            Base = _mine.Releases.Contains(release) ? Ancestry.Of(release).Name : null,
        };

    private Case CaseOf(ModelCase subject) =>
        Catalogue.CaseOf(subject) with
        {
            Assembly = _mine.Path,
            ReplayOptions = ["--assembly", _mine.Path],
        };

    private bool Runs(Scenario scenario, Release release)
    {
        try
        {
            return scenario.RunsOn(release);
        }
#pragma warning disable CA1031 // whatever the user's code throws
        catch (Exception e) when (_mine.Scenarios.Contains(scenario))
#pragma warning restore CA1031
        {
            throw new UsageException(
                UserAssembly.Describe(_mine.Path, $"{scenario.Name}: RunsOn({release.Name})", e),
                e
            );
        }
    }
}
