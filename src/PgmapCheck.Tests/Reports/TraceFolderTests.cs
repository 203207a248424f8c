using Interleave;
using PgmapCheck.Reports;
using PgmapCheck.Results;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports;

public sealed class TraceFolderTests
{
    [Theory]
    [InlineData("both increments count", "both-increments-count")]
    [InlineData("an idle page wakes its waiters", "idle-page-wakes-waiters")]
    [InlineData("no reference is < 0!", "no-reference-0")]
    [InlineData("  --  ", "6e8f")]
    [InlineData("it is", "ca18")]
    public void A_slug_is_the_words_of_a_property(string property, string slug) =>
        Assert.Equal(slug, TraceFolder.Slug(property));

    [Fact]
    public void Long_slugs_are_cut_at_a_word_and_stay_unique()
    {
        var one = TraceFolder.Slug("page_free is called once for each idle transition of a page in the first map");
        var other = TraceFolder.Slug("page_free is called once for each idle transition of a page in the other map");

        Assert.StartsWith("page-free-called-once-", one, StringComparison.Ordinal);
        Assert.InRange(one.Length, 1, 26);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Two_properties_with_almost_one_name_have_two_files()
    {
        using var folder = new TemporaryFolder();
        var @case = TinyKernel.Case("lost-update");
        var trace = Finding.Of(@case, Checker.Check(@case.Program).Counterexamples.Single()).Trace;
        var traces = new TraceFolder(folder.Path);

        traces.Keep(@case, trace);
        traces.Keep(@case, trace with { Violation = trace.Violation! with { Property = "Both increments, count!" } });

        Assert.Equal(2, Directory.GetFiles(folder.File("v0.1")).Length);
    }

    [Fact]
    public void An_unchanged_file_is_not_touched_and_a_changed_one_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var @case = TinyKernel.Case("lost-update");
        var trace = Finding.Of(@case, Checker.Check(@case.Program).Counterexamples.Single()).Trace;
        var file = new TraceFolder(folder.Path).Keep(@case, trace);
        var text = File.ReadAllText(file);
        var before = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, before);

        new TraceFolder(folder.Path).Keep(@case, trace);
        Assert.Equal(before, File.GetLastWriteTimeUtc(file));

        File.WriteAllText(file, "something else");
        new TraceFolder(folder.Path).Keep(@case, trace);
        Assert.Equal(text, File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!)); // no temporary file is left
    }
}
