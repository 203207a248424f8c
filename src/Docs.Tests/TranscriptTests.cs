namespace Docs.Tests;

public sealed class TranscriptTests
{
    [Theory]
    [InlineData("a|b", "a|b", true)]
    [InlineData("a|b", "a|c", false)]
    [InlineData("a|b", "a", false)]
    [InlineData("a", "a|b", false)]
    [InlineData("a|...|d", "a|b|c|d", true)]
    [InlineData("a|...", "a|b|c|d", true)]
    [InlineData("...|d", "a|b|c|e", false)]
    [InlineData("371 states   0.61 s  proved", "371 states 12.5 s  proved", true)]
    [InlineData("371 states   0.61 s  proved", "372 states   0.61 s  proved", false)]
    [InlineData("from text A, ...", "from text A, B, C", true)]
    [InlineData("from text A, ...", "from text B, C", false)]
    [InlineData("at most 12 MiB", "at most 1.5 MiB", true)]
    public void What_differs_from_run_to_run_does_not_count(string written, string printed, bool isSame) =>
        Assert.Equal(isSame, Transcript.Matches(written.Split('|'), printed.Split('|')));

    [Theory]
    [InlineData("a|b", "x|y|z", "x|y|z")]
    [InlineData("a|...|d", "x|b|c|y", "x|...|y")]
    [InlineData("a|...", "x|b|c|y", "x|...")]
    [InlineData("...|c|...|e", "a|b|c|d|y", "...|c|...|y")]
    public void Output_is_cut_where_it_was(string written, string printed, string cut) =>
        Assert.Equal(cut, string.Join('|', Transcript.Cut([.. written.Split('|')], [.. printed.Split('|')])));

    [Fact]
    public void A_command_goes_on_behind_a_backslash_and_in_a_here_document()
    {
        var block = new Block(0, "", ["$ one \\", "  two", "output", "$ cat > f <<'E'", "text", "E", "$ three"], "");

        Assert.Equal(
            ["$ one \\/  two: output", "$ cat > f <<'E'/text/E: ", "$ three: "],
            Transcript.Parse(block).Select(one => $"{string.Join('/', one.Command)}: {string.Join('/', one.Output)}")
        );
    }
}
