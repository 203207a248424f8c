using Interleave.Comparison;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using PgmapCheck.Model.Text;
using PgmapCheck.Properties.Conformance;
using PgmapCheck.Properties.Tests.Text;

namespace PgmapCheck.Properties.Tests.Conformance;

/// <summary>Whether the routines of the model are the functions of Debian's trees.</summary>
public sealed class ConformanceTests
{
    /// <summary>UPDATE_GOLDEN=1 writes the file anew; the change is then to be read.</summary>
    [KernelTreeTheory]
    [InlineData("linux-6.1")]
    [InlineData("linux-6.12")]
    public void Every_verdict_is_the_recorded_one(string tree)
    {
        var path = SourceFolder.File($"Conformance/{tree}.txt");
        var comparison = Compare(SourceTree.Open(KernelTrees.Folder(tree)), null);
        var verdicts = comparison.Run();
        var actual = verdicts.Select(Line).ToArray();
        Assert.Empty(comparison.CutThreads);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, string.Concat(actual.Select(line => line + "\n")));
            return;
        }

        Assert.Equal(File.ReadAllLines(path), actual);
        Assert.Empty(verdicts.Where(verdict => verdict.IsUnjustified || verdict.IsOpen).Select(Line));
        Assert.Empty(comparison.Stale.Select(stale => stale.ToString()));

        // What the model declares of addresses is what the text's functions show.
        Assert.NotEmpty(comparison.Dependencies);
        Assert.Empty(comparison.Dependencies.Where(load => !load.Value).Select(load => load.Key));
    }

    /// <summary>A small edit of the text is a difference in the function that was edited, in its file, at its
    /// line.</summary>
    [KernelTreeTheory]
    [InlineData("mm/memremap.c", "__put_devmap_managed_page_refs", "== 1", "== 0", "put-page-vs-truncate")]
    [InlineData("mm/memremap.c", "__put_devmap_managed_page_refs", @"wake_up_var\(.*\);", ";", "put-page-vs-truncate")]
    [InlineData("mm/memremap.c", "pgmap_array_delete", @"synchronize_rcu\(\);", ";", "unpin-vs-unplug")]
    public void An_edit_is_a_difference(string file, string function, string shape, string put, string scenario)
    {
        var tree = SourceTree.Open(KernelTrees.Folder("linux-6.1"));
        var edited = tree.With(SeedTests.Edit(tree, Code(tree), file, function, shape, put));
        var line = Code(edited).Program.Find(function)!.Place.Line;
        var name = FunctionNames.Canonical(function);

        var before = VerdictOn(name, Compare(tree, scenario));
        var after = VerdictOn(name, Compare(edited, scenario));

        Assert.Contains(before.Kind, (ConformanceKind[])[ConformanceKind.Same, ConformanceKind.SameButLoads]);
        Assert.Equal(ConformanceKind.Differs, after.Kind);
        var places = after
            .Differences.SelectMany(Places)
            .Where(place => place.StartsWith(file, StringComparison.Ordinal));
        Assert.Contains(places, place => int.Parse(place.Split(':')[1], null) - line is >= 0 and < 40);
    }

    /// <summary>Not a word of kernel text is needed to compare a release with itself.</summary>
    [Fact]
    public void A_release_is_the_same_as_itself()
    {
        foreach (var scenario in KnownScenarios.All.Where(s => s.RunsOn(KnownReleases.V6_1)))
        {
            Assert.Empty(Differences(KnownReleases.V6_1, KnownReleases.V6_1, scenario.Name));
        }
    }

    [Fact]
    public void A_wrong_routine_differs()
    {
        var wrong = KnownReleases.V6_1 with { ManagedPut = new HoldsPagemap() };

        Assert.NotEmpty(Differences(wrong, KnownReleases.V6_1, "put-page-vs-truncate"));
    }

    [Fact]
    public void Justifications_are_sorted_and_no_function_is_unknown()
    {
        var known = KnownReleases
            .History.SelectMany(release => ModelFunction.Of(release).Select(function => function.Name))
            .ToHashSet();

        Assert.All(Justification.Known, justification => Assert.Contains(justification.Function, known));
        Assert.Equal(
            Justification.Known.Select(j => j.Function).Order(StringComparer.Ordinal),
            Justification.Known.Select(j => j.Function)
        );
    }

    [Theory]
    [InlineData("put_page 6.1 step -- harmless", true)]
    [InlineData("put_page 5.3..6.12,7.0 step,order -- harmless", true)]
    [InlineData("put_page 6.1 step", false)]
    [InlineData("put_page 6 step -- harmless", false)]
    [InlineData("put_page 6.1 steps -- harmless", false)]
    [InlineData("put_page step -- harmless", false)]
    public void A_line_that_is_no_justification_is_refused(string line, bool isOne)
    {
        if (isOne)
        {
            Assert.Single(Justification.Parse($"# a comment\n\n{line}\n"));
        }
        else
        {
            var refused = Assert.Throws<FormatException>(() => Justification.Parse($"\n{line}\n"));
            Assert.StartsWith("line 2: expected", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("6.1", 6, 1, true)]
    [InlineData("6.1", 6, 12, false)]
    [InlineData("5.10..6.12", 6, 1, true)]
    [InlineData("5.10..6.12", 6, 17, false)]
    [InlineData("4.18,6.1..6.12", 4, 18, true)]
    public void Versions_are_compared_by_number(string versions, int major, int minor, bool isAbout) =>
        Assert.Equal(
            isAbout,
            new Justification("put_page", versions, [], "").IsAbout(new KernelVersion(major, minor, 5))
        );

    private static IEnumerable<AutomatonDifference> Differences(Release one, Release other, string scenario)
    {
        var chosen = KnownScenarios.All.Single(s => s.Name == scenario);
        var family = new CellFamily(new CellNames());
        Interleave.Programs.ConcurrentProgram Program(Release release) =>
            new(scenario, machine => chosen.Boot(machine, release));
        family.Add(Program(one), 0, 2_000);
        family.Add(Program(other), 1, 2_000);
        return AutomataComparison
            .Compare(Program(one), Program(other), family, new ComparisonBounds(2_000, 2_000))
            .SelectMany(fiber => fiber.Differences);
    }

    private static IEnumerable<string> Places(FoundDifference found) =>
        (found.Difference.Other?.Calls ?? [])
            .Concat(found.Difference.Path.TakeLast(1).SelectMany(step => step.Other?.Calls ?? []))
            .Select(call => call.Place)
            .OfType<string>();

    private static FunctionVerdict VerdictOn(string function, TreeConformance comparison) =>
        comparison.Run().Single(verdict => FunctionNames.Canonical(verdict.Function.Name) == function);

    private static TreeConformance Compare(SourceTree tree, string? scenario)
    {
        var text = TextRelease.Of(Code(tree), "text", KnownReleases.V6_1);
        var justified = scenario is null ? Justification.Known : [];
        var scenarios = KnownScenarios.All.Where(s => s.RunsOn(KnownReleases.V6_1) && s.Name == (scenario ?? s.Name));
        return new TreeConformance(KnownReleases.V6_1, text, tree.Version, justified, new ComparisonBounds())
        {
            Scenarios = [.. scenarios],
        };
    }

    private static TextCode Code(SourceTree tree) =>
        new(new TextProgram(tree, Configuration.Default, TextCode.Meanings));

    // Without lines of the text, so that another patch level says the same.
    private static string Line(FunctionVerdict verdict) =>
        string.Join(
            " ",
            new[]
            {
                verdict.Function.Name,
                verdict.Kind.ToString(),
                verdict.OtherForm ?? "",
                string.Join(
                    ", ",
                    verdict
                        .Differences.GroupBy(found => found.Difference.Kind)
                        .OrderBy(kind => kind.Key)
                        .Select(kind => $"{kind.Key}")
                ),
                verdict.Why is { } why ? $"({why})" : "",
            }.Where(word => word.Length > 0)
        );
}
