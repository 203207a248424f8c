using System.Collections.Immutable;
using System.CommandLine;

namespace PgmapCheck.Commands;

/// <summary>What options and commands are for, in the order in which help shows them, and examples.</summary>
internal static class HelpGroups
{
    private const string Engine = "advanced: the engine";

    private static readonly ImmutableArray<(string Title, string[] Names)> s_commands =
    [
        ("check:", ["check", "explain", "replay", "list"]),
        ("compare:", ["diff", "history", "bugs", "merge-reports"]),
        ("programs and kernels of one's own:", ["new", "fuzz", "mutants"]),
        ("other views:", ["graph", "litmus", "bench"]),
    ];

    private static readonly ImmutableArray<(string Title, string[] Names)> s_options =
    [
        ("what to check:", ["--kernel", "--scenario", "--fixed", "--assembly", "--all"]),
        (
            "a kernel tree instead of the model's functions:",
            ["--kernel-tree", "--patch", "--base", "--config", "--seeds", "--bisect"]
        ),
        ("what must hold:", ["--memory", "--load-buffering", "--liveness", "--coverage"]),
        ("gates:", ["--known", "--baseline", "--against", "--fail-fast"]),
        ("output:", ["--diagrams", "--quiet", "--verbose", "--report", "--traces", "--no-traces", "--no-color"]),
        (
            "bounds:",
            ["--time", "--total-time", "--max-states", "--max-depth", "--max-memory", "--spill", "--jobs", "--workers"]
        ),
        ("several machines, and going on:", ["--shard", "--shards", "--split", "--blob", "--resume", "--keep-every"]),
        (
            Engine + ":",
            [
                "--engine",
                "--seed",
                "--runs",
                "--depth",
                "--store-buffers",
                "--audit",
                "--bits",
                "--no-symmetry",
                "--no-sleep-sets",
                "--no-conditional-independence",
                "--no-persistent-sets",
                "--no-lipton-reduction",
                "--no-tail-call-elimination",
                "--no-dead-locals",
            ]
        ),
    ];

    private static readonly ImmutableDictionary<string, (string Line, string What)[]> s_examples = new Dictionary<
        string,
        (string, string)[]
    >
    {
        ["pgmapcheck"] =
        [
            ("pgmapcheck check --kernel v4.18", "which bugs does this kernel have?"),
            ("pgmapcheck explain REL-PAGES", "what is this bug, and what ends it?"),
            ("pgmapcheck check my.scenario", "a program of one's own"),
            ("pgmapcheck check --kernel-tree linux --patch my.patch", "what does a patch change?"),
        ],
        ["check"] =
        [
            ("pgmapcheck check --kernel v4.18 --fixed", "are its bugs gone with the fixes?"),
            ("pgmapcheck check v4.18/key-get-vs-get", "one case, with all its diagrams"),
            ("pgmapcheck check --known --report junit=junit.xml", "a gate: 2 only for what is new"),
            ("pgmapcheck check --assembly Mine.dll", "a change in C#, against what it changes"),
        ],
        ["fuzz"] = [("pgmapcheck fuzz --kernel v5.10 --time 60s", "what do random programs violate?")],
        ["patch"] =
        [
            ("pgmapcheck new patch my-wait --from v6.15 --replaces BreakLayouts", "a project that builds as it is"),
        ],
    }.ToImmutableDictionary();

    /// <summary>The commands below a command, by what they are for.</summary>
    public static IEnumerable<(string Title, Command[] Commands)> OfCommands(Command command) =>
        Grouped([.. command.Subcommands], s_commands, "commands:");

    /// <summary>Options by what they are for. A command with few has them in one group, but for those of the
    /// engine.</summary>
    public static IEnumerable<(string Title, Option[] Options)> OfOptions(Command command, Option[] options)
    {
        const int few = 16;
        return options.Length > few || command.Name == "check"
            ? Grouped(options, s_options, "other options:")
            : Grouped(
                    options,
                    [.. s_options.Where(group => group.Title.StartsWith(Engine, StringComparison.Ordinal))],
                    "options:"
                )
                .Reverse();
    }

    /// <summary>How it is used.</summary>
    public static ImmutableArray<(string Line, string What)> ExamplesOf(Command command) =>
        [.. s_examples.GetValueOrDefault(command is RootCommand ? "pgmapcheck" : command.Name) ?? []];

    private static IEnumerable<(string, T[])> Grouped<T>(
        T[] symbols,
        ImmutableArray<(string Title, string[] Names)> groups,
        string others
    )
        where T : Symbol
    {
        foreach (var (title, names) in groups)
        {
            T[] those = [.. names.SelectMany(name => symbols.Where(symbol => symbol.Name == name))];
            if (those.Length > 0)
            {
                yield return (title, those);
            }
        }

        T[] rest = [.. symbols.Where(symbol => !groups.Any(group => group.Names.Contains(symbol.Name)))];
        if (rest.Length > 0)
        {
            yield return (others, rest);
        }
    }
}
