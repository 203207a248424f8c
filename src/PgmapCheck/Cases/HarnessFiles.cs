using System.Collections.Immutable;
using KernelText.Tokens;
using PgmapCheck.Model.Harnesses;

namespace PgmapCheck.Cases;

/// <summary>Harness files on a command line, read on a kernel tree.</summary>
/// <param name="Texts">One for each file.</param>
/// <param name="Catalogue">What can be checked: each harness on the tree.</param>
internal sealed record HarnessFiles(ImmutableArray<HarnessText> Texts, Catalogue Catalogue)
{
    private const int LargestFile = 1 << 20;

    /// <summary>True for the name of a harness file.</summary>
    public static bool IsOne(string name) => name.EndsWith(".harness", StringComparison.Ordinal);

    /// <summary>Reads files.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="tree">Where the functions are.</param>
    /// <param name="withRaces">Data races are looked for in each, whatever it says itself.</param>
    /// <param name="withSeeds">Each is also checked with each of the bugs that it has for that.</param>
    /// <exception cref="UsageException">One cannot be read, says something wrong, or two have the same
    /// name.</exception>
    public static HarnessFiles Read(
        ImmutableArray<string> paths,
        KernelTree tree,
        bool withSeeds,
        bool withRaces = false
    )
    {
        var harnesses = paths
            .Select(Read)
            // What a file expects it expects without.
            .Select(h => withRaces && !h.HasRaces ? h with { HasRaces = true, Expects = null } : h)
            .ToImmutableArray();
        if (harnesses.GroupBy(h => h.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new UsageException($"two files describe a harness {twice.Key}");
        }

        var kernel = tree.Tree.Version.ToString();
        ImmutableArray<string> races = withRaces ? ["--races"] : [];
        var texts = harnesses.Select(h => Of(h, tree, null)).ToImmutableArray();
        var cases = ImmutableArray.CreateBuilder<Case>();
        foreach (var text in texts)
        {
            cases.Add(CaseOf(text, tree, text.Harness.Name, text.Harness.Expects) with { CheckOptions = races });
            foreach (var seed in withSeeds ? text.Harness.Seeds : [])
            {
                var name = $"{text.Harness.Name}+{seed.Name}";
                cases.Add(
                    CaseOf(Of(text.Harness, tree, seed), tree, name, seed.Violates) with
                    {
                        CheckOptions = [.. races, "--seeds"],
                    }
                );
            }
        }

        return new(
            texts,
            new(
                [new KernelEntry(kernel, tree.Tree.Name, cases.ToImmutable(), null)],
                [.. harnesses.Select(h => (h.Name, h.Summary))],
                []
            )
        );
    }

    private static Case CaseOf(HarnessText text, KernelTree tree, string name, ImmutableArray<string>? expects)
    {
        var kernel = tree.Tree.Version.ToString();
        return new(kernel, name, HarnessProgram.Of(text, $"{kernel}/{name}"))
        {
            Expects = expects,
            Code = text.Code,
            Harness = text,
            File = text.Harness.Path,
            ReplayOptions = tree.ReplayOptions,
            Prepare = trace => text.WatchAsIn(trace.Steps),
        };
    }

    private static HarnessText Of(Harness harness, KernelTree tree, HarnessSeed? seed)
    {
        try
        {
            return HarnessText.Of(harness, tree.Tree, tree.Code.Program.Configuration, seed);
        }
        catch (Exception e) when (e is HarnessFormatException or KernelTextException)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static Harness Read(string path)
    {
        try
        {
            return HarnessReader.Read(TextFile.Read(path, LargestFile), path);
        }
        catch (HarnessFormatException e)
        {
            throw new UsageException(e.Message, e);
        }
    }
}
