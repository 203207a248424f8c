using System.CommandLine;
using PgmapCheck.Cases;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Runs.Fuzzing;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck fuzz</c>.</summary>
internal sealed class FuzzCommand : Command
{
    private readonly Option<string?> _kernel = new("--kernel")
    {
        Description = "The kernel [default: the newest, or the first of --assembly]",
        HelpName = "NAME",
    };

    private readonly Option<string?> _against = new("--against")
    {
        Description = "Another kernel, such as v6.15+fixes: programs have to end as they do there",
        HelpName = "NAME",
    };

    private readonly Option<bool> _fixed = new("--fixed") { Description = "With the fixes of its known bugs" };
    private readonly Option<bool> _sequences = new("--sequences")
    {
        Description = "Programs of one thread, compared with plain numbers",
    };
    private readonly Option<string> _liveness = CommonOptions.OneOf(
        "--liveness",
        "Look for livelocks too, under weak or strong fairness, where a program has few enough states",
        "off",
        "weak",
        "strong"
    );

    private readonly Option<string?> _seed = CommonOptions.Amount("--seed", "Decides all programs [default: 1]");
    private readonly Option<string?> _runs = CommonOptions.Amount("--runs", "The most programs");
    private readonly Option<string?> _time = CommonOptions.Amount(
        "--time",
        "When to stop [default: 60s, or none with --runs]",
        "T"
    );
    private readonly Option<string?> _maxStates = CommonOptions.Amount(
        "--max-states",
        "The most states of a program; a larger one gets random schedules [default: 20000]"
    );

    private readonly Option<string?> _schedules = CommonOptions.Amount("--schedules", "How many [default: 200]");
    private readonly Option<string?> _jobs = CommonOptions.Jobs();
    private readonly Option<string[]> _known = new("--known")
    {
        Description = "Bugs not to report again",
        HelpName = "ID",
    };
    private readonly Option<string?> _replay = CommonOptions.Amount(
        "--replay",
        "Make one program again, as a failure says",
        "SEED,GAMMA,SIZE"
    );
    private readonly Option<string> _save = new("--save")
    {
        Description = "Where failing programs are kept; those that are there are tried first",
        HelpName = "DIR",
        DefaultValueFactory = _ => "fuzz",
    };

    private readonly KernelTreeOptions _tree = new();
    private readonly Option<bool> _noSave = new("--no-save") { Description = "Keep none, and try none first" };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Print every step" };

    private FuzzCommand()
        : base("fuzz", "Make programs at random, and show what they violate")
    {
        foreach (
            var option in (Option[])
                [
                    _kernel,
                    AssemblyOption.Option,
                    _against,
                    _fixed,
                    _sequences,
                    _liveness,
                    _seed,
                    _runs,
                    _time,
                    _maxStates,
                    _schedules,
                    _jobs,
                    _known,
                    _replay,
                    _save,
                    _noSave,
                    _verbose,
                    .. _tree.All,
                ]
        )
        {
            Add(option);
        }
    }

    public static FuzzCommand Create(Terminal terminal)
    {
        var command = new FuzzCommand();
        command.SetAction(parsed => (int)new FuzzRun(parsed.Terminal(terminal), command.RequestOf(parsed)).Run());
        return command;
    }

    private FuzzRequest RequestOf(ParseResult parsed)
    {
        var runs = parsed.Number(_runs, 1);
        var replay = parsed.GetValue(_replay);
        var mine = AssemblyOption.Of(parsed);
        var tree = _tree.Of(parsed);
        if (tree is not null && (mine is not null || parsed.GetValue(_kernel) is not null || parsed.GetValue(_fixed)))
        {
            throw new UsageException(
                "--kernel-tree takes none of --kernel, --fixed and --assembly; --base names a kernel beside a tree"
            );
        }

        return new FuzzRequest
        {
            Release = tree?.Release ?? ReleaseOf(parsed, mine),
            Tree = tree,
            Assembly = mine?.Path,
            Against = parsed.GetValue(_against) is { } other ? Named(other, mine) : null,
            Liveness = parsed.LivenessOf(_liveness),
            Seed = (ulong)(parsed.Number(_seed, 0) ?? 1),
            Runs = replay is null ? runs : 1,
            Time = parsed.Time(_time) ?? (runs is null && replay is null ? TimeSpan.FromMinutes(1) : null),
            MaxStates = parsed.Number(_maxStates, 1) ?? FuzzRequest.DefaultMaxStates,
            RandomRuns = parsed.Number(_schedules, 0) ?? FuzzRequest.DefaultRandomRuns,
            Jobs = parsed.JobsOf(_jobs),
            IsSequential = parsed.GetValue(_sequences),
            Known = [.. (parsed.GetValue(_known) ?? []).SelectMany(ids => ids.Split(',')).Select(RequireBug)],
            Replay = replay is null
                ? null
                : FuzzSeed.Parse(replay)
                    ?? throw new UsageException(
                        $"--replay: expected SEED,GAMMA,SIZE as a failure prints them, found '{replay}'"
                    ),
            Folder = parsed.GetValue(_noSave) || replay is not null ? null : parsed.GetRequiredValue(_save),
            IsVerbose = parsed.GetValue(_verbose),
        };
    }

    private static string RequireBug(string id) =>
        KnownBugs.All.Any(bug => bug.Id == id)
            ? id
            : throw new UsageException($"--known: no bug is called '{id}' ('pgmapcheck list --bugs' shows them)");

    private static Release Named(string name, UserAssembly? mine)
    {
        Release[] kernels = [.. mine?.Releases ?? [], .. KnownReleases.All];
        return kernels
                .Concat(FixedForms.All)
                .Concat((mine?.Releases ?? []).Select(FixedForms.OfComposition).OfType<Release>())
                .FirstOrDefault(release => release.Name == name)
            ?? throw new UsageException(
                $"no kernel is called '{name}'; there are: {string.Join(", ", kernels.Select(r => r.Name))}"
            );
    }

    private Release ReleaseOf(ParseResult parsed, UserAssembly? mine)
    {
        var name = parsed.GetValue(_kernel) ?? (mine?.Releases.FirstOrDefault() ?? KnownReleases.History[^1]).Name;
        var release = Named(name, mine);
        return !parsed.GetValue(_fixed) || release.Name.EndsWith("+fixes", StringComparison.Ordinal)
            ? release
            : (KnownReleases.All.Contains(release) ? FixedForms.Of(release) : FixedForms.OfComposition(release))
                ?? throw new UsageException($"{name} has no fixed form");
    }
}
