namespace PgmapCheck.Properties.Tests.Text;

/// <summary>Every scenario on the functions of Debian's trees, beside the release that is written by hand.</summary>
public sealed class TextVerdictTests
{
    // docs/kernel-text.md says why they differ.
    private const string InBoth =
        "private-insert-vs-insert private-migrate-vs-fault private-fault-vs-fault private-fault-vs-evict "
        + "private-walker-vs-fault p2p-alloc-vs-unbind ";

    private const string Since612 =
        InBoth
        + "private-migrate-and-fault private-migrate-vs-zap private-zap-vs-migrate shared-fault-vs-shared-fault "
        + "shared-fault-vs-truncate three-files-share three-files-go";

    /// <summary>UPDATE_GOLDEN=1 writes the file anew; the change is then to be read.</summary>
    [KernelTreeTheory]
    [InlineData("linux-6.1")]
    [InlineData("linux-6.12")]
    public void Every_verdict_on_text_is_the_recorded_one(string tree)
    {
        var path = SourceFolder.File($"Text/{tree}.txt");
        var actual = TextRun.On(tree).Lines.ToArray();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, string.Concat(actual.Select(line => line + "\n")));
            return;
        }

        Assert.Equal(File.ReadAllLines(path), actual);
    }

    [KernelTreeTheory]
    [InlineData("linux-6.1", InBoth + "key-put-vs-extra-put")]
    [InlineData("linux-6.12", Since612)]
    public void Text_and_hand_violate_the_same_but_where_docs_say_why(string tree, string known) =>
        Assert.Equal(known.Split(' ').Order(), TextRun.On(tree).Differing.Order());

    /// <summary>The figure of docs/kernel-text.md.</summary>
    [KernelTreeTheory]
    [InlineData("linux-6.1")]
    [InlineData("linux-6.12")]
    public void Text_has_few_more_states_than_the_hand(string tree) =>
        Assert.InRange(TextRun.On(tree).StatesForOne, 0.9, 1.4);
}
